using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>Writes matrix products: Gemm for two matrices, MatMul for batches of them.</summary>
internal static class MatMulWriter
{
    public static string Write(NodeExport call, MatMul product)
    {
        bool hasBias = call.Node.Inputs.Count == 3;
        string y;
        if (call.ShapeOf(0).Rank == 2 && call.ShapeOf(1).Rank == 2)
        {
            string[] inputs = hasBias ? [call.Input(0), call.Input(1), call.Input(2)] : [call.Input(0), call.Input(1)];
            y = hasBias || product.TransposeA || product.TransposeB
                ? call.Add("Gemm", inputs, Int("transA", product.TransposeA ? 1 : 0), Int("transB", product.TransposeB ? 1 : 0))
                : call.Add("MatMul", inputs);
        }
        else
        {
            string a = Transpose(call, call.Input(0), call.ShapeOf(0), product.TransposeA);
            string b = Transpose(call, call.Input(1), call.ShapeOf(1), product.TransposeB);
            y = call.Add("MatMul", [a, b]);
            if (hasBias) y = call.Add("Add", [y, call.Input(2)]);
        }
        return ConvolutionWriter.Activate(call, y, product);
    }

    private static string Transpose(NodeExport call, string x, Shape shape, bool transposed) => transposed
        ? call.Add("Transpose", [x], Ints("perm", [.. Enumerable.Range(0, shape.Rank - 2), shape.Rank - 1, shape.Rank - 2]))
        : x;
}
