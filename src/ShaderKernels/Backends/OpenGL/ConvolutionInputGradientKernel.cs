using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// Prepares <see cref="ConvolutionInputGradient"/>: channel by channel if it is depthwise, as a product for each group, or with
/// <c>ConvolutionInputGradient.comp</c> for groups of few channels, a stride combined with a dilation, and small problems.
/// </summary>
internal static class ConvolutionInputGradientKernel
{
    public static Kernel Prepare(OpenGLDevice device, ConvolutionInputGradient gradient, IReadOnlyList<Shape> inputs, Shape output)
    {
        var geometry = ConvolutionGeometry.Create(output, inputs[0], gradient.Height, gradient.Width, gradient.Groups);
        if (output.Count > 0 && Depthwise.Supports(device, geometry, inputs)) return DepthwiseInputGradientKernel.Prepare(device, geometry);

        Window height = gradient.Height, width = gradient.Width;
        long rows = geometry.N * WorkGroups.DivideUp(geometry.H, height.Stride) * WorkGroups.DivideUp(geometry.W, width.Stride);
        int taps = (int)(WorkGroups.DivideUp(height.Size, height.Stride) * WorkGroups.DivideUp(width.Size, width.Stride));
        var product = new MatrixProduct(rows, geometry.GroupC, taps, geometry.GroupO)
        {
            LeftAlongK = true,
            LeftVectors = geometry.GroupO % 4 == 0,
            LeftPadded = true,
            RightAlongK = true,
            RightVectors = geometry.GroupO % 4 == 0,
            RightStep = geometry.O,
            Phases = height.Stride * width.Stride * geometry.Groups,
            Matrices = geometry.Groups,
            Groups = geometry.Groups,
        };
        bool phasesAreDense = (height.Stride == 1 || height.Dilation == 1) && (width.Stride == 1 || width.Dilation == 1);
        if (phasesAreDense && product.IsSupported(device, inputs))
            return product.Prepare(device, "ConvolutionInputGradientProduct.comp", geometry.Defines(), inputs, output);

        return OnePassKernel.PerElement(device, "ConvolutionInputGradient.comp", geometry.Defines(), output.Count, operands: 3,
            "Index.glsl");
    }
}
