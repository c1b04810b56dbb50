namespace ShaderKernels.Backends.Ilgpu;

/// <summary>Register blocking: each thread computes a block of four by four results.</summary>
internal static class RegisterBlocks
{
    /// <summary>The number of blocks that cover <paramref name="count"/> rows or columns.</summary>
    public static int Count(int count) => (count + 3) / 4;
}
