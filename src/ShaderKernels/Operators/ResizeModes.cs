
namespace ShaderKernels.Operators;

/// <summary>The interpolation modes of <see cref="Resizing"/>.</summary>
public enum ResizeMode
{
    /// <summary>Nearest neighbor.</summary>
    Nearest,

    /// <summary>Linear interpolation between the two neighbors.</summary>
    Linear,

    /// <summary>Cubic convolution over four neighbors (Keys 1981).</summary>
    Cubic,

    /// <summary>
    /// The mean over the part of the axis that the output covers; inputs at its ends are weighted by the fraction covered.
    /// </summary>
    Area,
}

/// <summary>How output coordinates are transformed to input coordinates, as in ONNX's Resize; scale is outputs per input.</summary>
public enum CoordinateMode
{
    /// <summary>(x + 0.5) / scale - 0.5: coordinates are those of pixel centers.</summary>
    HalfPixel,

    /// <summary>The same as <see cref="HalfPixel"/>, but 0 if there is one output.</summary>
    PytorchHalfPixel,

    /// <summary>x * (inputs - 1) / (outputs - 1): the first and last elements of both axes are aligned.</summary>
    AlignCorners,

    /// <summary>x / scale.</summary>
    Asymmetric,

    /// <summary>The same as <see cref="HalfPixel"/>, with the centers of both axes aligned if inputs * scale is not an integer.</summary>
    HalfPixelSymmetric,

    /// <summary>(x + 0.5) / scale, as in TensorFlow 1 for nearest neighbors.</summary>
    TfHalfPixelForNn,

    /// <summary>The outputs cover a part of the axis, with corners aligned (TensorFlow's CropAndResize).</summary>
    TfCropAndResize,
}

/// <summary>How <see cref="ResizeMode.Nearest"/> rounds coordinates.</summary>
public enum NearestRounding
{
    /// <summary>To the nearest integer; half is rounded down.</summary>
    PreferFloor,

    /// <summary>To the nearest integer; half is rounded up.</summary>
    PreferCeiling,

    /// <summary>Down.</summary>
    Floor,

    /// <summary>Up.</summary>
    Ceiling,
}
