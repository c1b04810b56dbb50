using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// Prepares <see cref="MatMul"/>: tuned, or with <c>MatMul.comp</c> for small problems. The matrices of a batch are phases of one
/// dispatch.
/// </summary>
internal static class MatMulKernel
{
    public static Kernel Prepare(OpenGLDevice device, MatMul matMul, IReadOnlyList<Shape> inputs, Shape output, bool constantRight,
        WeightPrecision precision)
    {
        var batch = new MatrixBatch(matMul, inputs);
        var (m, n, k) = (batch.M, batch.N, batch.K);
        bool bias = inputs.Count == 3;
        var loops = new LoopNest(batch.Shape.Dimensions, batch.LeftStrides, batch.RightStrides);
        var defines = new ShaderDefines().Add("M", m).Add("N", n).Add("K", k).Add("MATRICES", batch.Count)
            .Add("LEFT_MATRIX(i)", loops.Offset(0, "(i)")).Add("RIGHT_MATRIX(i)", loops.Offset(1, "(i)"))
            .Add("TRANSPOSE_A", matMul.TransposeA).Add("TRANSPOSE_B", matMul.TransposeB);
        bool packs = constantRight && batch.Count == 1;
        var product = new MatrixProduct(m, n, 1, k)
        {
            LeftAlongK = !matMul.TransposeA,
            LeftVectors = (matMul.TransposeA ? m : k) % 4 == 0,
            LeftStep = m,
            RightAlongK = matMul.TransposeB && !packs,
            RightVectors = packs || (matMul.TransposeB ? k : n) % 4 == 0,
            RightStep = matMul.TransposeB ? k : n,
            Packing = packs ? new MatrixPacking(k, k, matMul.TransposeB ? 1 : n, matMul.TransposeB ? k : 1, precision) : null,
            Bias = bias,
            Activation = matMul.Activation,
            NegativeSlope = matMul.NegativeSlope,
            Phases = (int)batch.Count,
            Matrices = (int)batch.Count,
        };
        if (batch.Count > 0 && product.IsSupported(device, inputs))
            return product.Prepare(device, "MatMulProduct.comp", defines, inputs, output);

        defines.Add("BIAS", bias).Add("OUTPUT_BINDING", bias ? 3 : 2).Add(matMul.Activation, matMul.NegativeSlope);
        return OnePassKernel.PerElement(device, "MatMul.comp", defines, output.Count, operands: bias ? 4 : 3, "Index.glsl",
            "Activation.glsl");
    }
}
