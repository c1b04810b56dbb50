using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.OpenGL;

/// <summary>
/// Makes <see cref="ConvolutionFilterGradient"/> ready: by tiles, or with <c>ConvolutionFilterGradient.comp</c> where there are groups
/// or too little to tile.
/// </summary>
internal static class ConvolutionFilterGradientKernel
{
    public static Kernel Prepare(OpenGLDevice device, ConvolutionFilterGradient gradient, IReadOnlyList<Shape> inputs, Shape output)
    {
        var geometry = ConvolutionGeometry.Of(inputs[0], inputs[1], gradient.Height, gradient.Width, gradient.Groups);
        var product = new TiledProduct(geometry.C * gradient.Height.Size * gradient.Width.Size, geometry.O, checked(geometry.N * geometry.OH * geometry.OW))
        {
            LeftVectors = geometry.C % 4 == 0,
            RightVectors = geometry.O % 4 == 0,
        };
        if (device.Tuned && geometry.Groups == 1 && product.Worthwhile)
            return product.Prepare(device, "ConvolutionFilterGradientTiled.comp", geometry.Defines(), output);

        return OnePassKernel.PerElement(device, "ConvolutionFilterGradient.comp", geometry.Defines(), output.Count, operands: 3, "Index.glsl");
    }
}
