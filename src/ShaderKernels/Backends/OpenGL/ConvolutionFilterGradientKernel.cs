using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// Prepares <see cref="ConvolutionFilterGradient"/>: channel by channel if it is depthwise, as a product for each group, or with
/// <c>ConvolutionFilterGradient.comp</c> for groups of few channels and small problems.
/// </summary>
internal static class ConvolutionFilterGradientKernel
{
    public static Kernel Prepare(OpenGLDevice device, ConvolutionFilterGradient gradient, IReadOnlyList<Shape> inputs, Shape output)
    {
        var geometry = ConvolutionGeometry.Create(inputs[0], inputs[1], gradient.Height, gradient.Width, gradient.Groups);
        if (output.Count > 0 && Depthwise.Supports(device, geometry, inputs))
            return DepthwiseFilterGradientKernel.Prepare(device, geometry, output);

        var product = new MatrixProduct((long)geometry.GroupC * gradient.Height.Size * gradient.Width.Size, geometry.GroupO,
            checked(geometry.N * geometry.OH), geometry.OW)
        {
            LeftVectors = geometry.GroupC % 4 == 0,
            LeftStep = gradient.Width.Stride * geometry.C,
            LeftPadded = geometry.PadsHeight || geometry.PadsWidth,
            RightVectors = geometry.GroupO % 4 == 0,
            RightStep = geometry.O,
            Phases = geometry.Groups,
            Matrices = geometry.Groups,
            Groups = geometry.Groups,
        };
        if (product.IsSupported(device, inputs))
            return product.Prepare(device, "ConvolutionFilterGradientProduct.comp", geometry.Defines(), inputs, output);

        // There are few filters and long sums: invocations split each sum by ranges of output rows.
        var rows = RowSplits.Of(geometry, output.Count);
        var defines = rows.AddTo(geometry.Defines());
        if (rows.Splits == 1 || output.Count == 0)
            return OnePassKernel.PerElement(device, "ConvolutionFilterGradient.comp", defines, output.Count, operands: 3, "Index.glsl");

        var program = device.Program("ConvolutionFilterGradient.comp", defines, "Index.glsl");
        var partialSums = new ComputePass(device, program, WorkGroups.Cover(rows.Splits * output.Count, 256, device.MaximumWorkGroups),
            operands: 3);
        return SplitSum.Prepare(device, partialSums, rows.Splits, output, geometry.O);
    }
}
