using System.Globalization;

namespace VisionRuntime.Insight;

/// <summary>
/// Builds a line of text in a buffer of the caller, so that showing a number allocates nothing. What does not fit is left out.
/// </summary>
/// <param name="buffer">Receives the text.</param>
public ref struct TextLine(Span<char> buffer)
{
    private readonly Span<char> _buffer = buffer;
    private int _length;

    /// <summary>Gets the text so far.</summary>
    public readonly ReadOnlySpan<char> Text => _buffer[.._length];

    /// <summary>Adds text.</summary>
    public TextLine Add(ReadOnlySpan<char> text)
    {
        if (text.TryCopyTo(_buffer[_length..])) _length += text.Length;
        return this;
    }

    /// <summary>Adds an integer in the invariant culture.</summary>
    public TextLine Add(long value, string format = "")
    {
        if (value.TryFormat(_buffer[_length..], out int length, format, CultureInfo.InvariantCulture)) _length += length;
        return this;
    }

    /// <summary>Adds a number in the invariant culture.</summary>
    public TextLine Add(float value, string format)
    {
        if (value.TryFormat(_buffer[_length..], out int length, format, CultureInfo.InvariantCulture)) _length += length;
        return this;
    }
}
