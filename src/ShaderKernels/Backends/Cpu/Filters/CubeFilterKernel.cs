using System.Runtime.Intrinsics;
using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>
/// <see cref="CubeFilter"/>: the channels of an entry in one vector, and for each level of a channel the entry before it and the distance
/// from it.
/// </summary>
internal sealed unsafe class CubeFilterKernel : BandedFilterKernel
{
    private readonly Vector128<float>[] _colors;
    private readonly int[] _entries = new int[3 * 256];
    private readonly float[] _fractions = new float[3 * 256];
    private readonly int _size;

    public CubeFilterKernel(CpuDevice device, CubeFilter filter, int width, int height) : base(device, filter, width, height)
    {
        _size = filter.Size;
        _colors = GC.AllocateArray<Vector128<float>>(_size * _size * _size, pinned: true);
        Update();
    }

    private protected override void Update()
    {
        var filter = (CubeFilter)Filter;
        var parameters = new float[filter.ParameterCount];
        filter.WriteParameters(parameters);
        for (int i = 0; i < _colors.Length; i++)
            _colors[i] = 255 * Vector128.Create(filter.Colors[3 * i], filter.Colors[3 * i + 1], filter.Colors[3 * i + 2], 0);
        for (int channel = 0; channel < 3; channel++)
            for (int level = 0; level < 256; level++)
            {
                float index = Math.Clamp((level / 255f - parameters[1 + channel]) * parameters[4 + channel], 0, _size - 1);
                int entry = Math.Min((int)index, _size - 2);
                _entries[256 * channel + level] = entry * (channel == 0 ? 1 : channel == 1 ? _size : _size * _size);
                _fractions[256 * channel + level] = index - entry;
            }
    }

    protected override void ComputeRows(int band, int top, int bottom)
    {
        int green = _size, blue = _size * _size;
        fixed (Vector128<float>* colors = _colors)
        fixed (int* entries = _entries)
        fixed (float* fractions = _fractions)
            for (int y = top; y < bottom; y++)
            {
                uint* source = (uint*)Source.Row(y), result = (uint*)Result.Row(y);
                for (int x = 0; x < Width; x++)
                {
                    uint pixel = source[x], r = pixel & 255, g = 256 + ((pixel >> 8) & 255), b = 512 + ((pixel >> 16) & 255);
                    Vector128<float>* near = colors + entries[r] + entries[g] + entries[b], far = near + blue;
                    Vector128<float> fr = Vector128.Create(fractions[r]), fg = Vector128.Create(fractions[g]);
                    var color = Mix(Mix(Mix(near[0], near[1], fr), Mix(near[green], near[green + 1], fr), fg),
                        Mix(Mix(far[0], far[1], fr), Mix(far[green], far[green + 1], fr), fg), Vector128.Create(fractions[b]));
                    color = Vector128.Min(Vector128.Max(color, Vector128<float>.Zero), Vector128.Create(255f));
                    result[x] = (pixel & 0xFF000000) | CathodeRayFilterKernel.Pack(color);
                }
            }
    }

    private static Vector128<float> Mix(Vector128<float> a, Vector128<float> b, Vector128<float> amount) => a + amount * (b - a);
}
