using ShaderKernels.Operators;

namespace ShaderKernels.Backends.Cpu;

/// <summary>The geometry of pooling along one axis, as lookup tables.</summary>
internal sealed class PoolAxis
{
    private readonly int[] _starts;
    private readonly int[] _windows;

    public PoolAxis(Pool pool, Window window, int length, int positions)
    {
        (Window, Length) = (window, length);
        Taps = [.. Enumerable.Range(0, positions).Select(position => window.Taps(position, length))];
        Divisors = [.. Enumerable.Range(0, positions).Select(position => pool.Divisor(window, position, length))];
        var windowsOver = Enumerable.Range(0, length).Select(_ => new List<int>()).ToArray();
        for (int position = 0; position < positions; position++)
        {
            for (int tap = Taps[position].First; tap < Taps[position].End; tap++) windowsOver[PixelOf(position, tap)].Add(position);
        }
        _windows = [.. windowsOver.SelectMany(windows => windows)];
        _starts = new int[length + 1];
        for (int pixel = 0; pixel < length; pixel++) _starts[pixel + 1] = _starts[pixel] + windowsOver[pixel].Count;
    }

    public Window Window { get; }

    public int Length { get; }

    public int Positions => Taps.Length;

    /// <summary>The range of taps inside the image, by position.</summary>
    public (int First, int End)[] Taps { get; }

    /// <summary>The divisors of averages, by position.</summary>
    public int[] Divisors { get; }

    public int PixelOf(int position, int tap) => position * Window.Stride - Window.PadBegin + tap * Window.Dilation;

    /// <summary>The positions whose windows contain the pixel, in ascending order.</summary>
    public ReadOnlySpan<int> WindowsOver(int pixel) => _windows.AsSpan(_starts[pixel].._starts[pixel + 1]);
}
