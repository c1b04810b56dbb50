namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// How many work-groups a dispatch starts. Every OpenGL allows 65535 along an axis, so more are folded into two axes, and a shader
/// takes its number from <c>Index.glsl</c>; the last fold may start a few groups too many, which find nothing to do.
/// </summary>
internal readonly record struct WorkGroups(uint X, uint Y)
{
    /// <summary>The groups that OpenGL 4.3 allows along an axis on every driver.</summary>
    public const int Maximum = 65535;

    /// <summary>Nothing to do.</summary>
    public bool Empty => X == 0;

    /// <summary>Enough groups for so many items, with so many items a group.</summary>
    public static WorkGroups Cover(long items, int itemsAGroup, int maximum = Maximum)
    {
        long groups = DivideUp(items, itemsAGroup);
        if (groups == 0) return default;
        long y = DivideUp(groups, maximum);
        return new((uint)DivideUp(groups, y), (uint)y);
    }

    /// <summary>The quotient, rounded up.</summary>
    public static long DivideUp(long value, long divisor) => (value + divisor - 1) / divisor;
}
