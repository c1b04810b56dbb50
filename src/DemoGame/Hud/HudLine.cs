using System.Globalization;

namespace DemoGame.Hud;

/// <summary>
/// Puts together a line of text in memory that the caller lends it, so that no number on the display costs an allocation. What does
/// not fit is left out.
/// </summary>
internal ref struct HudLine(Span<char> room)
{
    private readonly Span<char> _room = room;
    private int _length;

    /// <summary>The line so far.</summary>
    public readonly ReadOnlySpan<char> Text => _room[.._length];

    public HudLine Add(ReadOnlySpan<char> text)
    {
        if (text.TryCopyTo(_room[_length..])) _length += text.Length;
        return this;
    }

    public HudLine Add(long number, string format = "")
    {
        if (number.TryFormat(_room[_length..], out int length, format, CultureInfo.InvariantCulture)) _length += length;
        return this;
    }

    public HudLine Add(float number, string format)
    {
        if (number.TryFormat(_room[_length..], out int length, format, CultureInfo.InvariantCulture)) _length += length;
        return this;
    }
}
