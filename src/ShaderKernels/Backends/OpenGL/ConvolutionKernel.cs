using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// Prepares <see cref="Convolution"/>: channel by channel if it is depthwise, as a product for each group, or with
/// <c>Convolution.comp</c> for groups of few channels and small problems.
/// </summary>
internal static class ConvolutionKernel
{
    public static Kernel Prepare(OpenGLDevice device, Convolution convolution, IReadOnlyList<Shape> inputs, Shape output,
        bool constantFilters, WeightPrecision precision)
    {
        var geometry = ConvolutionGeometry.Create(inputs[0], output, convolution.Height, convolution.Width, convolution.Groups);
        bool bias = inputs.Count > 2, residual = inputs.Count > 3;
        var defines = geometry.Defines().Add("BIAS", bias).Add("RESIDUAL", residual)
            .Add("OUTPUT_BINDING", inputs.Count).Add(convolution.Activation, convolution.NegativeSlope);
        if (output.Count > 0 && Depthwise.Supports(device, geometry, inputs))
            return DepthwiseConvolutionKernel.Prepare(device, geometry, defines, inputs.Count);

        var padded = constantFilters && geometry.Groups == 1 ? geometry with { C = (geometry.C + 3) / 4 * 4 } : geometry;

        // Neighboring taps are neighbors in the image, too, if none is in the padding and their channels are all of a pixel.
        var (height, width) = (convolution.Height, convolution.Width);
        bool wide = geometry.Groups == 1 && width.Dilation == 1 && !geometry.PadsWidth;
        int taps = wide ? width.Size : 1;
        var product = new MatrixProduct((long)geometry.N * geometry.OH * geometry.OW, geometry.GroupO,
            height.Size * width.Size / taps, taps * padded.GroupC)
        {
            LeftAlongK = true,
            LeftVectors = padded.GroupC % 4 == 0,
            LeftPadded = geometry.PadsHeight || geometry.PadsWidth,
            RightVectors = constantFilters || geometry.GroupO % 4 == 0,
            RightStep = geometry.O,
            Packing = constantFilters ? new MatrixPacking(geometry.GroupC, padded.GroupC, geometry.O, 1, precision) : null,
            Bias = bias,
            Residual = residual,
            Activation = convolution.Activation,
            NegativeSlope = convolution.NegativeSlope,
            Phases = geometry.Groups,
            Matrices = geometry.Groups,
            Groups = geometry.Groups,
        };
        if (product.IsSupported(device, inputs))
            return product.Prepare(device, "ConvolutionProduct.comp", padded.Defines().Add("TAPS_OF_SEGMENT", taps), inputs, output);

        return OnePassKernel.PerElement(device, "Convolution.comp", defines, output.Count, operands: inputs.Count + 1, "Index.glsl",
            "Activation.glsl");
    }
}
