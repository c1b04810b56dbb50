
namespace ShaderKernels.Operators;

/// <summary>
/// How much padding an axis gets: given in pixels, or as a rule that becomes a <see cref="Window"/> once the filter and the axis are known.
/// A whole number is that many pixels on each side; the default is none.
/// </summary>
public readonly record struct Padding
{
    private readonly Rule _rule;
    private readonly int _before, _after;
    private readonly bool _equal;

    private Padding(Rule rule, int before = 0, int after = 0, bool equal = false) => (_rule, _before, _after, _equal) = (rule, before, after, equal);

    private enum Rule { Explicit, Same, SameUpper, SameLower, Full }

    /// <summary>None: the filter stays inside the picture, and W pixels become W - F + 1.</summary>
    public static Padding Valid => default;

    /// <summary>
    /// F - 1 pixels whatever the stride, (F - 1) / 2 on each side, so that stride 1 keeps the size. A filter of even size gets the odd pixel after: 4 taps,
    /// 1 before and 2 after.
    /// </summary>
    public static Padding Same => new(Rule.Same);

    /// <summary><see cref="Same"/>, by its other name: almost half the filter hangs over the border.</summary>
    public static Padding Half => Same;

    /// <summary>Just enough that stride S makes W pixels ceil(W / S), the odd pixel after (ONNX's and TensorFlow's SAME, SAS' automatic padding).</summary>
    public static Padding SameUpper => new(Rule.SameUpper);

    /// <summary>As <see cref="SameUpper"/>, the odd pixel before.</summary>
    public static Padding SameLower => new(Rule.SameLower);

    /// <summary>F - 1 on each side: every overlap of at least one pixel counts, and W pixels become W + F - 1.</summary>
    public static Padding Full => new(Rule.Full);

    /// <summary>So many pixels before the first and after the last.</summary>
    public static Padding Explicit(int before, int after) => new(Rule.Explicit, before, after);

    /// <summary>So many pixels on each side.</summary>
    public static implicit operator Padding(int each) => Explicit(each, each);

    /// <summary>
    /// The same, with the smaller side raised to the larger (SAS' forceEqualPadding, for libraries that pad both sides alike): the output of an even filter
    /// with stride 1 grows by one.
    /// </summary>
    public Padding ForceEqual() => new(_rule, _before, _after, true);

    /// <summary>The window that pads by this rule.</summary>
    /// <param name="length">The axis' length in pixels.</param>
    /// <param name="size">The filter's taps.</param>
    /// <param name="stride">The step between positions.</param>
    /// <param name="dilation">The distance between neighboring taps; rules count the gaps as part of the filter.</param>
    /// <param name="fit">What happens where the positions do not fit.</param>
    public Window Window(int length, int size, int stride = 1, int dilation = 1, Fit fit = Fit.Exact)
    {
        int spare = Math.Max(0, (size - 1) * dilation), step = Math.Max(1, stride);
        int needed = Math.Max(0, (Math.Max(0, length - 1) / step) * step + spare + 1 - length);
        var (before, after) = _rule switch
        {
            Rule.Same => (spare / 2, spare - spare / 2),
            Rule.SameUpper => (needed / 2, needed - needed / 2),
            Rule.SameLower => (needed - needed / 2, needed / 2),
            Rule.Full => (spare, spare),
            _ => (_before, _after),
        };
        if (_equal) before = after = Math.Max(before, after);
        // Where the stride jumps over more than the filter, even no padding leaves pixels over, and the rule says how many positions there are.
        if (_rule is Rule.SameUpper or Rule.SameLower && fit == Fit.Exact) fit = Fit.Floor;
        return new(size, stride, before, after, dilation, fit);
    }
}
