using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>
/// <see cref="CannyFilter"/>: the bands classify their pixels, edges grow from those above the high threshold into those above the low one,
/// and the bands write black and white.
/// </summary>
internal sealed unsafe class CannyFilterKernel : BandedFilterKernel
{
    private readonly byte[] _classes;
    private readonly int[] _pending;
    private readonly float[] _parameters = GC.AllocateArray<float>(2, pinned: true);
    private bool _writing;

    public CannyFilterKernel(CpuDevice device, CannyFilter filter, int width, int height) : base(device, filter, width, height)
    {
        _classes = new byte[width * height];
        _pending = new int[width * height];
        Update();
    }

    protected override void ComputeRows(int band, int top, int bottom)
    {
        if (_writing) Write(top, bottom);
        else Classify(top, bottom);
    }

    protected override void ComputeBands()
    {
        _writing = false;
        base.ComputeBands();
        Follow();
        _writing = true;
        base.ComputeBands();
    }

    private protected override void Update() => Filter.WriteParameters(_parameters);

    private void Classify(int top, int bottom)
    {
        fixed (float* parameters = _parameters)
        {
            var source = new CpuPixelSource(Source, Original, parameters, Width, Height);
            for (int y = top; y < bottom; y++)
                for (int x = 0; x < Width; x++)
                    _classes[y * Width + x] = (byte)PixelFunctions.CannyClass(source, x, y);
        }
    }

    /// <summary>Turns every pixel between the thresholds that is connected with an edge, also diagonally, into an edge.</summary>
    private void Follow()
    {
        for (int start = 0; start < _classes.Length; start++)
        {
            if (_classes[start] != 2) continue;
            int pending = 0;
            _pending[pending++] = start;
            while (pending > 0)
            {
                int at = _pending[--pending], x = at % Width, y = at / Width;
                for (int j = Math.Max(0, y - 1); j <= Math.Min(Height - 1, y + 1); j++)
                    for (int i = Math.Max(0, x - 1); i <= Math.Min(Width - 1, x + 1); i++)
                    {
                        if (_classes[j * Width + i] != 1) continue;
                        _classes[j * Width + i] = 2;
                        _pending[pending++] = j * Width + i;
                    }
            }
        }
    }

    private void Write(int top, int bottom)
    {
        for (int y = top; y < bottom; y++)
        {
            uint* source = (uint*)Source.Row(y), result = (uint*)Result.Row(y);
            for (int x = 0; x < Width; x++)
                result[x] = PixelFunctions.Gray(_classes[y * Width + x] == 2 ? 255u : 0u, source[x]);
        }
    }
}
