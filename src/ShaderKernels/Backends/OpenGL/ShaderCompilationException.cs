using System.Globalization;
using System.Text;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// The exception that is thrown when a driver cannot compile or link a compute shader. The message is one sentence, followed by the
/// driver's log and the source with line numbers, so that a bug report contains everything needed.
/// </summary>
public sealed class ShaderCompilationException : Exception
{
    /// <summary>Creates the exception with the driver's log and the numbered source.</summary>
    /// <param name="shader">The file name of the shader.</param>
    /// <param name="renderer">The name of the renderer.</param>
    /// <param name="stage">What failed: <c>compile</c> or <c>link</c>.</param>
    /// <param name="log">The driver's log.</param>
    /// <param name="source">The source.</param>
    public ShaderCompilationException(string shader, string renderer, string stage, string log, string source)
        : base($"{shader}: {renderer} could not {stage} the shader; its log and the source follow\n{log.Trim()}\n{NumberLines(source)}") =>
            Shader = shader;

    /// <summary>Gets the file name of the shader, for example <c>Convolution.comp</c>.</summary>
    public string Shader { get; }

    /// <summary>Returns the source of a shader with its lines numbered from 1, as in drivers' logs.</summary>
    public static string NumberLines(string source)
    {
        var text = new StringBuilder();
        int line = 0;
        foreach (var content in source.AsSpan().EnumerateLines())
            text.Append(CultureInfo.InvariantCulture, $"{++line,4}  {content}\n");
        return text.ToString();
    }
}
