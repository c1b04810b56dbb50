using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>Products of matrices: Gemm for two of them, MatMul for batches.</summary>
internal static class ProductWriter
{
    public static string Product(NodeExport call, MatMul product)
    {
        bool bias = call.Node.Inputs.Count == 3;
        if (call.ShapeOf(0).Rank == 2 && call.ShapeOf(1).Rank == 2)
        {
            string[] inputs = bias ? [call.Input(0), call.Input(1), call.Input(2)] : [call.Input(0), call.Input(1)];
            bool plain = !bias && !product.TransposeA && !product.TransposeB;
            string whole = plain ? call.Add("MatMul", inputs) : call.Add("Gemm", inputs, Int("transA", product.TransposeA ? 1 : 0), Int("transB", product.TransposeB ? 1 : 0));
            return ConvolutionWriter.Activated(call, whole, product.Activation);
        }
        string a = Turned(call, call.Input(0), call.ShapeOf(0), product.TransposeA), b = Turned(call, call.Input(1), call.ShapeOf(1), product.TransposeB);
        string y = call.Add("MatMul", [a, b]);
        if (bias) y = call.Add("Add", [y, call.Input(2)]);
        return ConvolutionWriter.Activated(call, y, product.Activation);
    }

    private static string Turned(NodeExport call, string x, Shape shape, bool transposed) =>
        transposed ? call.Add("Transpose", [x], Ints("perm", [.. Enumerable.Range(0, shape.Rank - 2), shape.Rank - 1, shape.Rank - 2])) : x;
}
