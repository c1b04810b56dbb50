using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Averages the pixels of an 8-bit RGBA image over the areas of the outputs, one row of outputs at a time: down the columns first, for all
/// columns at once, then along the row. The bits of the result do not depend on the width of the vectors.
/// </summary>
internal sealed unsafe class AreaAverage
{
    private readonly AreaWeights _across, _down;
    private readonly int _sourceWidth, _width;
    private readonly SimdWidth _simd;
    private readonly bool _apart;

    /// <summary>Computes the weights.</summary>
    /// <param name="sourceWidth">The width of the source in pixels.</param>
    /// <param name="sourceHeight">The height of the source in pixels.</param>
    /// <param name="width">The number of outputs in a row.</param>
    /// <param name="height">The number of rows of outputs.</param>
    /// <param name="simd">The widest vectors to use.</param>
    public AreaAverage(int sourceWidth, int sourceHeight, int width, int height, SimdWidth simd)
    {
        (_across, _down) = (new(sourceWidth, width), new(sourceHeight, height));
        (_sourceWidth, _width) = (sourceWidth, width);
        _apart = (sourceWidth == width || sourceWidth == 2 * width) && width >= Vector128<float>.Count;
        _simd = simd >= SimdWidth.Vector512 && Avx512F.IsSupported && (!_apart || width >= 16) ? SimdWidth.Vector512
            : simd >= SimdWidth.Vector256 && Avx2.IsSupported && (!_apart || width >= 8) ? SimdWidth.Vector256 : SimdWidth.Vector128;
        PlaneSize = (_across.Outputs + 7) / 8 * 8;
        ScratchSize = 3 * PlaneSize + 4 * sourceWidth;
    }

    /// <summary>The distance between the red, green and blue averages of a row, a multiple of 8.</summary>
    public int PlaneSize { get; }

    /// <summary>The number of values that <see cref="Row"/> writes.</summary>
    public int ScratchSize { get; }

    /// <summary>Computes a row of outputs.</summary>
    /// <param name="source">The first pixel of the top row of the source.</param>
    /// <param name="rowStep">The distance between rows in bytes, negative in images that are stored from the bottom.</param>
    /// <param name="y">The row of outputs.</param>
    /// <param name="planes">
    /// The averages from 0 to 255, red, green and blue <see cref="PlaneSize"/> apart; what follows them is scratch.
    /// </param>
    public void Row(byte* source, nint rowStep, int y, float* planes)
    {
        source += rowStep * _down.Firsts[y];
        if (!_apart)
        {
            float* columns = planes + 3 * PlaneSize;
            PixelAverages.Down(source, rowStep, _down.Of(y), _down.Count, columns, 4 * _sourceWidth, _simd);
            PixelAverages.Across(columns, _across, planes, PlaneSize);
            return;
        }
        switch (_simd)
        {
            case SimdWidth.Vector512: Apart<Simd512, PixelPlanes512, Vector512<float>>(source, rowStep, y, planes); break;
            case SimdWidth.Vector256: Apart<Simd256, PixelPlanes256, Vector256<float>>(source, rowStep, y, planes); break;
            default: Apart<Simd128, PixelPlanes128, Vector128<float>>(source, rowStep, y, planes); break;
        }
    }

    private void Apart<TSimd, TPlanes, TVector>(byte* source, nint rowStep, int y, float* planes)
        where TSimd : struct, ISimd<TVector> where TPlanes : struct, IPixelPlanes<TVector> where TVector : unmanaged
    {
        if (_sourceWidth == _width)
        {
            PixelPlanes.Down<TSimd, TPlanes, TVector>(source, rowStep, _down.Of(y), _down.Count, planes, PlaneSize, _width);
            return;
        }
        float* columns = planes + 3 * PlaneSize;
        PixelPlanes.Down<TSimd, TPlanes, TVector>(source, rowStep, _down.Of(y), _down.Count, columns, _sourceWidth, _sourceWidth);
        for (int plane = 0; plane < 3; plane++)
            PixelPlanes.AddPairs<TSimd, TPlanes, TVector>(columns + plane * _sourceWidth, planes + plane * PlaneSize, _width, 0.5f);
    }
}
