namespace ShaderKernels.Backends.OpenGL;

/// <summary>The ranges of output rows of a batch into which the sums of a filter gradient are split.</summary>
/// <param name="Splits">The number of ranges.</param>
/// <param name="Rows">The rows of a range.</param>
internal readonly record struct RowSplits(int Splits, int Rows)
{
    private const int TargetInvocations = 1 << 14; // Several for each lane of a GPU.
    private const int MaximumSumLength = 1 << 13;

    /// <summary>Returns as many ranges as fill a GPU with sums of which there are <paramref name="sums"/>, and keep them short.</summary>
    public static RowSplits Of(ConvolutionGeometry geometry, long sums)
    {
        int rows = geometry.N * geometry.OH;
        long wanted = Math.Max(TargetInvocations / Math.Max(1, sums), WorkGroups.DivideUp((long)rows * geometry.OW, MaximumSumLength));
        int splits = (int)Math.Clamp(wanted, 1, Math.Max(1, rows));
        return new(splits, (int)WorkGroups.DivideUp(rows, splits));
    }

    /// <summary>Adds the defines of the shaders.</summary>
    public ShaderDefines AddTo(ShaderDefines defines) => defines.Add("SPLITS", Splits).Add("SPLIT_ROWS", Rows);
}
