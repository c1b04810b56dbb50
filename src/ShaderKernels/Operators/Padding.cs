
namespace ShaderKernels.Operators;

/// <summary>
/// The padding of an axis, in pixels or as a rule that depends on the kernel size and the length of the axis. An integer converts to that
/// many pixels on each side; the default is no padding.
/// </summary>
public readonly record struct Padding
{
    private readonly Rule _rule;
    private readonly int _before, _after;
    private readonly bool _equal;

    private Padding(Rule rule, int before = 0, int after = 0, bool equal = false) =>
        (_rule, _before, _after, _equal) = (rule, before, after, equal);

    private enum Rule { Explicit, Same, SameUpper, SameLower, Full }

    /// <summary>Gets no padding: W pixels become W - F + 1.</summary>
    public static Padding Valid => default;

    /// <summary>
    /// Gets (F - 1) / 2 pixels on each side for any stride, so that stride 1 keeps the size. For an even kernel size the odd pixel is added
    /// at the end: 1 before and 2 after for size 4.
    /// </summary>
    public static Padding Same => new(Rule.Same);

    /// <summary>Gets the same padding as <see cref="Same"/>, which Theano calls half padding.</summary>
    public static Padding Half => Same;

    /// <summary>
    /// Gets the padding with which stride S gives ceil(W / S) outputs, the odd pixel at the end (SAME_UPPER in ONNX, SAME in TensorFlow).
    /// </summary>
    public static Padding SameUpper => new(Rule.SameUpper);

    /// <summary>Gets the same padding as <see cref="SameUpper"/> with the odd pixel at the beginning (SAME_LOWER in ONNX).</summary>
    public static Padding SameLower => new(Rule.SameLower);

    /// <summary>Gets F - 1 pixels on each side: W pixels become W + F - 1.</summary>
    public static Padding Full => new(Rule.Full);

    /// <summary>Creates padding from the pixels before and after the axis.</summary>
    public static Padding Explicit(int before, int after) => new(Rule.Explicit, before, after);

    /// <summary>Creates padding from the pixels on each side.</summary>
    public static implicit operator Padding(int each) => Explicit(each, each);

    /// <summary>
    /// Returns the padding with both sides equal to the larger one, for libraries that pad symmetrically; with an even kernel size and
    /// stride 1 the output then grows by one.
    /// </summary>
    public Padding ForceEqual() => new(_rule, _before, _after, true);

    /// <summary>Creates a window with this padding.</summary>
    /// <param name="length">The length of the axis in pixels.</param>
    /// <param name="size">The kernel size.</param>
    /// <param name="stride">The stride.</param>
    /// <param name="dilation">The spacing between kernel elements; rules use the effective kernel size.</param>
    /// <param name="rounding">How the output size is rounded if the stride does not divide the padded input evenly.</param>
    public Window Window(int length, int size, int stride = 1, int dilation = 1, RoundingMode rounding = RoundingMode.Exact)
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
        // If the stride is larger than the kernel, pixels remain even without padding, and the rule sets the output size.
        if (_rule is Rule.SameUpper or Rule.SameLower && rounding == RoundingMode.Exact) rounding = RoundingMode.Floor;
        return new(size, stride, before, after, dilation, rounding);
    }
}
