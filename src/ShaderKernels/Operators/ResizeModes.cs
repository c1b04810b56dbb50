
namespace ShaderKernels.Operators;

/// <summary>How <see cref="Resizing"/> computes an output from the inputs around its place.</summary>
public enum ResizeMode
{
    /// <summary>The nearest input.</summary>
    Nearest,

    /// <summary>The straight line between the two neighbors.</summary>
    Linear,

    /// <summary>Keys' cubic convolution over four neighbors (1981).</summary>
    Cubic,

    /// <summary>The mean of the stretch of the axis that the output covers, inputs at its ends counted by the fraction covered.</summary>
    Area,
}

/// <summary>Where on the input axis an output lies; the names and formulas of ONNX's Resize. Scale is outputs per input.</summary>
public enum CoordinateMode
{
    /// <summary>(x + 0.5) / scale - 0.5: both axes cover the same stretch, elements are its middles.</summary>
    HalfPixel,

    /// <summary>As <see cref="HalfPixel"/>, but 0 where there is one output.</summary>
    PytorchHalfPixel,

    /// <summary>x * (inputs - 1) / (outputs - 1): the first and last elements lie on each other.</summary>
    AlignCorners,

    /// <summary>x / scale.</summary>
    Asymmetric,

    /// <summary>As <see cref="HalfPixel"/>, moved so that the middles lie on each other where inputs * scale is no whole number.</summary>
    HalfPixelSymmetric,

    /// <summary>(x + 0.5) / scale, as TensorFlow 1 chose nearest neighbors.</summary>
    TfHalfPixelForNn,

    /// <summary>The outputs cover only a part of the axis, corners aligned (TensorFlow's CropAndResize).</summary>
    TfCropAndResize,
}

/// <summary>Which input is nearest.</summary>
public enum NearestRounding
{
    /// <summary>The nearer one; the one before where both are as near.</summary>
    PreferFloor,

    /// <summary>The nearer one; the one behind where both are as near.</summary>
    PreferCeiling,

    /// <summary>The one before.</summary>
    Floor,

    /// <summary>The one behind.</summary>
    Ceiling,
}
