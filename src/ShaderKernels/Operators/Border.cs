namespace ShaderKernels.Operators;

/// <summary>The rows and columns of zeros around an image.</summary>
/// <param name="Top">Rows above the first.</param>
/// <param name="Bottom">Rows below the last.</param>
/// <param name="Left">Columns before the first.</param>
/// <param name="Right">Columns after the last.</param>
public readonly record struct Border(int Top, int Bottom, int Left, int Right);
