using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// Prepares <see cref="ConvolutionFilterGradient"/>: as a product, or with <c>ConvolutionFilterGradient.comp</c> for grouped convolutions
/// and small problems.
/// </summary>
internal static class ConvolutionFilterGradientKernel
{
    private const int TargetInvocations = 1 << 14; // Several for each lane of a GPU.
    private const int MaximumSumLength = 1 << 13;

    public static Kernel Prepare(OpenGLDevice device, ConvolutionFilterGradient gradient, IReadOnlyList<Shape> inputs, Shape output)
    {
        var geometry = ConvolutionGeometry.Create(inputs[0], inputs[1], gradient.Height, gradient.Width, gradient.Groups);
        var product = new MatrixProduct(geometry.C * gradient.Height.Size * gradient.Width.Size, geometry.O,
            checked(geometry.N * geometry.OH), geometry.OW)
        {
            LeftVectors = geometry.C % 4 == 0,
            LeftStep = gradient.Width.Stride * geometry.C,
            LeftPadded = geometry.PadsHeight || geometry.PadsWidth,
            RightVectors = geometry.O % 4 == 0,
            RightStep = geometry.O,
        };
        if (geometry.Groups == 1 && product.IsSupported(device, inputs))
            return product.Prepare(device, "ConvolutionFilterGradientProduct.comp", geometry.Defines(), inputs, output);

        // With groups there are few filters and long sums: invocations split each sum by ranges of output rows.
        int rows = geometry.N * geometry.OH;
        long wanted = Math.Max(TargetInvocations / Math.Max(1, output.Count),
            WorkGroups.DivideUp((long)rows * geometry.OW, MaximumSumLength));
        int splits = (int)Math.Clamp(wanted, 1, Math.Max(1, rows));
        var defines = geometry.Defines().Add("SPLITS", splits).Add("SPLIT_ROWS", WorkGroups.DivideUp(rows, splits));
        if (splits == 1 || output.Count == 0)
            return OnePassKernel.PerElement(device, "ConvolutionFilterGradient.comp", defines, output.Count, operands: 3, "Index.glsl");

        var program = device.Program("ConvolutionFilterGradient.comp", defines, "Index.glsl");
        var partialSums = new ComputePass(device, program, WorkGroups.Cover(splits * output.Count, 256, device.MaximumWorkGroups),
            operands: 3);
        return SplitSum.Prepare(device, partialSums, splits, output, geometry.O);
    }
}
