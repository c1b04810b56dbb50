namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// The number of work groups of a dispatch. OpenGL guarantees only 65535 along an axis, so larger dispatches are folded into two axes, and
/// shaders compute their index with <c>Index.glsl</c>. The last row may contain surplus groups, which do nothing.
/// </summary>
internal readonly record struct WorkGroups(uint X, uint Y)
{
    /// <summary>The maximum number of groups along an axis that every driver supports.</summary>
    public const int Maximum = 65535;

    /// <summary>Gets the number of groups, surplus ones included.</summary>
    public long Count => (long)X * Y;

    /// <summary>Gets whether there is nothing to dispatch.</summary>
    public bool Empty => X == 0;

    /// <summary>Returns the groups that cover <paramref name="items"/> items, with <paramref name="itemsPerGroup"/> items each.</summary>
    public static WorkGroups Cover(long items, int itemsPerGroup, int maximum = Maximum)
    {
        long groups = DivideUp(items, itemsPerGroup);
        if (groups == 0) return default;
        long y = DivideUp(groups, maximum);
        return new((uint)DivideUp(groups, y), (uint)y);
    }

    /// <summary>Returns the quotient, rounded up.</summary>
    public static long DivideUp(long value, long divisor) => (value + divisor - 1) / divisor;
}
