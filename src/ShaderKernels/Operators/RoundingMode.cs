namespace ShaderKernels.Operators;

/// <summary>
/// How the output size of a convolution or pooling window is rounded if the stride does not divide the padded input evenly. An axis of 10
/// pixels under a window of 3 with stride 2 gives 4.5 outputs: an error, or 4 with one pixel unused, or 5 with one zero added.
/// </summary>
public enum RoundingMode
{
    /// <summary>An uneven size is an error.</summary>
    Exact,

    /// <summary>Rounds down: the remaining pixels at the end are not used, as in PyTorch by default.</summary>
    Floor,

    /// <summary>
    /// Rounds up: a last window covers the remaining pixels and extends past the border (ceil_mode in PyTorch and ONNX). Pooling only.
    /// </summary>
    Ceiling,

    /// <summary>
    /// Gives one output for each stride: a window starts at every stride inside the input and is cut off at the end, so that stride 1 keeps
    /// the size. Pooling only.
    /// </summary>
    Truncate,

    /// <summary>
    /// Rounds up by padding at the end until the last window ends exactly there; an axis shorter than the window is padded to one window.
    /// Supported by layers, not by single operators.
    /// </summary>
    Pad,

    /// <summary>
    /// Rounds down by cropping both ends equally, padding first and the odd pixel at the end, so that the windows are centered. Supported
    /// by layers, not by single operators.
    /// </summary>
    Crop,
}
