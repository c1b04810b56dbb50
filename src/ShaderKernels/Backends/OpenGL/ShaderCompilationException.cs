using System.Globalization;
using System.Text;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// A driver did not accept a compute shader. The message begins with one sentence and goes on with the driver's log
/// and the source with its lines numbered, so that a report from someone else's machine is enough to find the place.
/// </summary>
public sealed class ShaderCompilationException : Exception
{
    internal ShaderCompilationException(string shader, string renderer, string stage, string log, string source)
        : base($"{shader}: {renderer} could not {stage} the shader; its log and the source follow\n{log.Trim()}\n{NumberLines(source)}") => Shader = shader;

    /// <summary>The shader's file name, for example <c>Convolution.comp</c>.</summary>
    public string Shader { get; }

    /// <summary>A shader's source with its lines numbered from 1, as drivers' logs count them.</summary>
    public static string NumberLines(string source)
    {
        var text = new StringBuilder();
        int line = 0;
        foreach (var content in source.AsSpan().EnumerateLines())
            text.Append(CultureInfo.InvariantCulture, $"{++line,4}  {content}\n");
        return text.ToString();
    }
}
