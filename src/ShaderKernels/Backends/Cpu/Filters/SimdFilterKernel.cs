using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>
/// A tuned filter, written once over <see cref="IPixelSimd{TVector}"/>. Rows are copied to a workspace, with room after their ends, so that
/// vectors may read and write beyond them; the workspace of a band stays in the cache.
/// </summary>
internal abstract unsafe class SimdFilterKernel : BandedFilterKernel
{
    private const int Alignment = 64;

    /// <summary>The bytes before and after a row that vectors may touch: two of the largest vectors.</summary>
    private const int Slack = 128;

    private readonly byte[] _workspace;
    private readonly int _bandBytes;

    /// <param name="device">The device.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="width">The width of the images.</param>
    /// <param name="height">The height of the images.</param>
    /// <param name="bandBytes">The size of the workspace of a band.</param>
    protected SimdFilterKernel(CpuDevice device, ImageFilter filter, int width, int height, int bandBytes)
        : base(device, filter, width, height)
    {
        _bandBytes = RoundUp(bandBytes);
        _workspace = GC.AllocateUninitializedArray<byte>(checked(Bands * _bandBytes + Alignment), pinned: true);
    }

    /// <summary>Gets the alpha bits of a pixel.</summary>
    protected static int AlphaBits => unchecked((int)0xFF000000);

    /// <summary>Returns the bytes to reserve for a row of the given length, with <paramref name="padding"/> bytes on each side.</summary>
    protected static int RowBytes(long bytes, int padding = 0) => checked((int)(RoundUp(bytes + padding) + RoundUp(padding) + 2 * Slack));

    /// <summary>Returns the first byte of a row in the workspace of a band, aligned, and advances to the next row.</summary>
    protected static T* TakeRow<T>(ref byte* place, long bytes, int padding = 0) where T : unmanaged
    {
        byte* row = place + Slack + RoundUp(padding);
        place += RowBytes(bytes, padding);
        return (T*)row;
    }

    /// <summary>Returns the workspace of a band.</summary>
    protected byte* Workspace(int band)
    {
        nint first = (nint)Unsafe.AsPointer(ref _workspace[0]);
        return (byte*)((first + Alignment - 1) / Alignment * Alignment) + (long)band * _bandBytes;
    }

    /// <summary>Copies a row of the source; rows beyond the border are those at the border.</summary>
    protected void ReadRow(int y, byte* target) =>
        Unsafe.CopyBlockUnaligned(target, Source.Row(Math.Clamp(y, 0, Height - 1)), (uint)Width * 4);

    /// <summary>Copies a row of the source, and repeats its first and last pixels on each side.</summary>
    protected void ReadRow(int y, uint* target, int padding)
    {
        ReadRow(y, (byte*)target);
        for (int i = 1; i <= padding; i++) (target[-i], target[Width - 1 + i]) = (target[0], target[Width - 1]);
    }

    /// <summary>Copies a row to the result.</summary>
    protected void WriteRow(int y, void* source) => Unsafe.CopyBlockUnaligned(Result.Row(y), source, (uint)Width * 4);

    protected sealed override void ComputeRows(int band, int top, int bottom)
    {
        switch (Device.Width)
        {
            case SimdWidth.Vector512: ComputeRows<PixelSimd512, Vector512<byte>>(band, top, bottom); break;
            case SimdWidth.Vector256: ComputeRows<PixelSimd256, Vector256<byte>>(band, top, bottom); break;
            default: ComputeRows<PixelSimd128, Vector128<byte>>(band, top, bottom); break;
        }
    }

    protected abstract void ComputeRows<TSimd, TVector>(int band, int top, int bottom)
        where TSimd : struct, IPixelSimd<TVector> where TVector : unmanaged;

    private static long RoundUp(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    private static int RoundUp(int bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}
