using System.Globalization;

namespace VisionRuntime.Capture.X11;

/// <summary>The keys by the names that X11 gives them, such as <c>Left</c>, <c>space</c> or <c>a</c>.</summary>
internal static class Keysyms
{
    private static readonly Dictionary<string, uint> Named = new(StringComparer.OrdinalIgnoreCase)
    {
        ["space"] = 0x20, ["comma"] = 0x2c, ["minus"] = 0x2d, ["period"] = 0x2e, ["slash"] = 0x2f,
        ["BackSpace"] = 0xff08, ["Tab"] = 0xff09, ["Return"] = 0xff0d, ["Enter"] = 0xff0d, ["Pause"] = 0xff13, ["Escape"] = 0xff1b,
        ["Home"] = 0xff50, ["Left"] = 0xff51, ["Up"] = 0xff52, ["Right"] = 0xff53, ["Down"] = 0xff54, ["Page_Up"] = 0xff55,
        ["Page_Down"] = 0xff56, ["End"] = 0xff57, ["Insert"] = 0xff63, ["Delete"] = 0xffff,
        ["Shift_L"] = 0xffe1, ["Shift_R"] = 0xffe2, ["Control_L"] = 0xffe3, ["Control_R"] = 0xffe4, ["Alt_L"] = 0xffe9, ["Alt_R"] = 0xffea,
        ["KP_Enter"] = 0xff8d, ["KP_0"] = 0xffb0, ["KP_2"] = 0xffb2, ["KP_4"] = 0xffb4, ["KP_6"] = 0xffb6, ["KP_8"] = 0xffb8,
    };

    /// <summary>Finds a key by its name.</summary>
    /// <exception cref="ArgumentException">There is no such key.</exception>
    public static uint Find(string name) => TryFind(name, out uint keysym) ? keysym
        : throw new ArgumentException(
            $"'{name}' is not a key; use a letter, a digit, F1 to F12 or one of {string.Join(", ", Named.Keys)}", nameof(name));

    /// <summary>Finds a key by its name.</summary>
    /// <returns>Whether there is such a key.</returns>
    public static bool TryFind(string name, out uint keysym)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 1 && char.IsAsciiLetterOrDigit(name[0]))
        {
            keysym = char.ToLowerInvariant(name[0]);
            return true;
        }
        if (name.Length is 2 or 3 && name[0] is 'F' or 'f'
            && int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= 12)
        {
            keysym = 0xffbe + (uint)(number - 1);
            return true;
        }
        return Named.TryGetValue(name, out keysym);
    }
}
