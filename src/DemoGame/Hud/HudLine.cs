using System.Globalization;

namespace DemoGame.Hud;

/// <summary>
/// Builds a line of text in a buffer of the caller, so that showing a number allocates nothing. What does not fit is left out.
/// </summary>
internal ref struct HudLine(Span<char> buffer)
{
    private readonly Span<char> _buffer = buffer;
    private int _length;

    /// <summary>The text so far.</summary>
    public readonly ReadOnlySpan<char> Text => _buffer[.._length];

    public HudLine Add(ReadOnlySpan<char> text)
    {
        if (text.TryCopyTo(_buffer[_length..])) _length += text.Length;
        return this;
    }

    public HudLine Add(long value, string format = "")
    {
        if (value.TryFormat(_buffer[_length..], out int length, format, CultureInfo.InvariantCulture)) _length += length;
        return this;
    }

    public HudLine Add(float value, string format)
    {
        if (value.TryFormat(_buffer[_length..], out int length, format, CultureInfo.InvariantCulture)) _length += length;
        return this;
    }
}
