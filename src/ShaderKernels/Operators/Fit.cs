namespace ShaderKernels.Operators;

/// <summary>
/// What a moving window does where the stride leaves pixels over at the end of an axis. An axis of 10 pixels under a window of 3 with stride 2 has
/// room for 4.5 positions: an error, or 4 with one pixel unseen, or 5 with a zero after it.
/// </summary>
public enum Fit
{
    /// <summary>Such geometry is an error.</summary>
    Exact,

    /// <summary>The pixels left over at the end are not looked at (Theano's ignore_border).</summary>
    Floor,

    /// <summary>A last window takes the pixels left over and reaches past the border, where there is nothing (ONNX's ceil_mode). Pooling only.</summary>
    Ceiling,

    /// <summary>
    /// Every step begins a window as long as there are pixels, and windows are cut off at the end of the axis (SAS): stride 1 keeps the size.
    /// Pooling only.
    /// </summary>
    Truncate,

    /// <summary>
    /// Padding is added after the axis until a last window ends exactly there: every pixel is seen. An axis shorter than the window is padded to one window.
    /// A choice of the layer functions.
    /// </summary>
    Pad,

    /// <summary>
    /// The pixels left over are cut off both ends alike, padding first and the odd one off the end, so that the windows lie in the middle of the picture: as many
    /// positions as <see cref="Floor"/>, which cuts everything off the end. A choice of the layer functions.
    /// </summary>
    Crop,
}
