using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// Prepares <see cref="Convolution"/>: as a product, channel by channel if it is depthwise, or with <c>Convolution.comp</c> for other
/// groups and small problems.
/// </summary>
internal static class ConvolutionKernel
{
    public static Kernel Prepare(OpenGLDevice device, Convolution convolution, IReadOnlyList<Shape> inputs, Shape output,
        bool constantFilters, WeightPrecision precision)
    {
        var geometry = ConvolutionGeometry.Create(inputs[0], output, convolution.Height, convolution.Width, convolution.Groups);
        bool bias = inputs.Count > 2, residual = inputs.Count > 3;
        var padded = constantFilters ? geometry with { C = (geometry.C + 3) / 4 * 4 } : geometry;

        // Neighboring taps are neighbors in the image, too, if none is in the padding.
        var (height, width) = (convolution.Height, convolution.Width);
        bool wide = width.Dilation == 1 && !geometry.PadsWidth;
        int taps = wide ? width.Size : 1;
        var product = new MatrixProduct((long)geometry.N * geometry.OH * geometry.OW, geometry.O,
            height.Size * width.Size / taps, taps * padded.C)
        {
            LeftAlongK = true,
            LeftVectors = padded.C % 4 == 0,
            LeftPadded = geometry.PadsHeight || geometry.PadsWidth,
            RightVectors = constantFilters || geometry.O % 4 == 0,
            RightStep = geometry.O,
            Packing = constantFilters ? new MatrixPacking(geometry.C, padded.C, geometry.O, 1, precision) : null,
            Bias = bias,
            Residual = residual,
            Activation = convolution.Activation,
            NegativeSlope = convolution.NegativeSlope,
        };
        if (geometry.Groups == 1 && product.IsSupported(device, inputs))
            return product.Prepare(device, "ConvolutionProduct.comp", padded.Defines().Add("TAPS_OF_SEGMENT", taps), inputs, output);

        var defines = geometry.Defines().Add("BIAS", bias).Add("RESIDUAL", residual)
            .Add("OUTPUT_BINDING", inputs.Count).Add(convolution.Activation, convolution.NegativeSlope);
        if (output.Count > 0 && DepthwiseConvolutionKernel.Supports(device, geometry, inputs))
            return DepthwiseConvolutionKernel.Prepare(device, geometry, defines, inputs.Count);
        return OnePassKernel.PerElement(device, "Convolution.comp", defines, output.Count, operands: inputs.Count + 1, "Index.glsl",
            "Activation.glsl");
    }
}
