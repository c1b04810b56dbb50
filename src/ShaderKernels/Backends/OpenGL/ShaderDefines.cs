using System.Globalization;
using System.Text;
using ShaderKernels.Operators;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// The <c>#define NAME value</c> lines that specialize a shader for one operator and one set of shapes, in the order of addition.
/// </summary>
internal sealed class ShaderDefines
{
    private readonly StringBuilder _lines = new();

    /// <summary>Creates defines without lines.</summary>
    public ShaderDefines() { }

    /// <summary>Creates a copy, to which more can be added.</summary>
    public ShaderDefines(ShaderDefines other) => _lines.Append(other._lines);

    /// <summary>Adds an integer.</summary>
    public ShaderDefines Add(string name, long value) => Add(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds a condition, 1 or 0.</summary>
    public ShaderDefines Add(string name, bool value) => Add(name, value ? "1" : "0");

    /// <summary>Adds a float with exactly these 32 bits.</summary>
    public ShaderDefines Add(string name, float value) => Add(name, Literal(value));

    /// <summary>Adds text; several lines are joined with backslashes.</summary>
    public ShaderDefines Add(string name, string value)
    {
        _lines.Append("#define ").Append(name).Append(' ').Append(value.TrimEnd().ReplaceLineEndings(" \\\n")).Append('\n');
        return this;
    }

    /// <summary>Adds the defines of <c>Activation.glsl</c>.</summary>
    public ShaderDefines Add(Activation activation, float negativeSlope) =>
        Add("RELU", activation == Activation.Relu).Add("RELU6", activation == Activation.Relu6)
            .Add("LEAKY", activation == Activation.Relu && negativeSlope != 0).Add("NEGATIVE_SLOPE", negativeSlope);

    /// <summary>Returns a GLSL literal; infinities and NaN as bits, because GLSL has no literals for them.</summary>
    public static string Literal(float value)
    {
        if (!float.IsFinite(value))
            return string.Create(CultureInfo.InvariantCulture, $"uintBitsToFloat(0x{BitConverter.SingleToUInt32Bits(value):x8}u)");
        string digits = value.ToString("R", CultureInfo.InvariantCulture);
        if (!digits.AsSpan().ContainsAny('.', 'E')) digits += ".0";
        return value < 0 || digits[0] == '-' ? $"({digits})" : digits;
    }

    /// <summary>Returns the lines, to be inserted after <c>#version</c>.</summary>
    public override string ToString() => _lines.ToString();
}
