
namespace ShaderKernels.Backends.Cpu;

/// <summary>Indices as tensors hold them.</summary>
internal static class Indices
{
    /// <summary>The place that an index means on an axis: negative ones count from the end, others are held to the nearest end.</summary>
    public static int Place(float index, int length)
    {
        int place = (int)(index > -length ? index < length ? index : length : -length);
        return Math.Min(place < 0 ? place + length : place, length - 1);
    }
}
