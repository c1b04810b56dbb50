using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// Prepares <see cref="Convolution"/>: tiled, or with <c>Convolution.comp</c> for grouped convolutions and problems too small for tiles.
/// </summary>
internal static class ConvolutionKernel
{
    public static Kernel Prepare(OpenGLDevice device, Convolution convolution, IReadOnlyList<Shape> inputs, Shape output)
    {
        var geometry = ConvolutionGeometry.Create(inputs[0], output, convolution.Height, convolution.Width, convolution.Groups);
        bool bias = inputs.Count > 2, residual = inputs.Count > 3;
        var product = new TiledProduct((long)geometry.N * geometry.OH * geometry.OW, geometry.O,
            geometry.C * convolution.Height.Size * convolution.Width.Size)
        {
            LeftAlongK = true,
            LeftVectors = geometry.C % 4 == 0,
            RightVectors = geometry.O % 4 == 0,
            Bias = bias,
            Residual = residual,
            Activation = convolution.Activation,
            NegativeSlope = convolution.NegativeSlope,
        };
        if (device.Tuned && geometry.Groups == 1 && product.IsTileable)
            return product.Prepare(device, "ConvolutionTiled.comp", geometry.Defines(), output);

        var defines = geometry.Defines().Add("BIAS", bias).Add("RESIDUAL", residual)
            .Add("OUTPUT_BINDING", inputs.Count).Add(convolution.Activation, convolution.NegativeSlope);
        return OnePassKernel.PerElement(device, "Convolution.comp", defines, output.Count, operands: inputs.Count + 1, "Index.glsl",
            "Activation.glsl");
    }
}
