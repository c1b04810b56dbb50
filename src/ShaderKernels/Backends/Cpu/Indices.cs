
namespace ShaderKernels.Backends.Cpu;

/// <summary>Resolves indices stored as floats.</summary>
internal static class Indices
{
    /// <summary>Resolves an index on an axis: negative indices count from the end, and indices out of range are clamped.</summary>
    public static int Resolve(float index, int length)
    {
        int resolved = (int)(index > -length ? index < length ? index : length : -length);
        return Math.Min(resolved < 0 ? resolved + length : resolved, length - 1);
    }
}
