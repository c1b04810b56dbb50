namespace ShaderKernels.Backends.Ilgpu;

/// <summary>Rows and columns in blocks of four.</summary>
internal static class Blocks
{
    /// <summary>How many blocks of four hold so many.</summary>
    public static int Of(int count) => (count + 3) / 4;
}
