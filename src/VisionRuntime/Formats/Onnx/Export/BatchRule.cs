using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>
/// Whether a node processes the samples of a batch independently: where the first axis of an input is the batch, so must be that of
/// the outputs, and nothing else may depend on its length.
/// </summary>
internal static class BatchRule
{
    /// <summary>Whether the first axis of the outputs is the batch; null where samples are mixed or the batch size matters.</summary>
    public static bool? Of(Node node, Func<Value, bool> isBatched)
    {
        if (!node.Inputs.Any(isBatched)) return false;
        bool[] batched = [.. node.Inputs.Select(isBatched)];
        var (shapes, output) = (node.Inputs.Select(input => input.Shape).ToArray(), node.Outputs[0].Shape);
        bool independent = node.Operator switch
        {
            Convolution => batched[0] && !batched.Skip(1).Take(2).Any(each => each) && (batched.Length < 4 || batched[3]),
            ConvolutionInputGradient => batched[0] && !batched[1],
            Pool or MaxPoolIndices or Detach => true,
            MatMul product => IsIndependent(product, batched, shapes, output),
            Map => Enumerable.Range(0, shapes.Length).All(i => batched[i] ? shapes[i].Rank == output.Rank : Broadcasts(shapes[i], output)),
            Reduce reduce => !reduce.Axes.Contains(0),
            Softmax softmax => softmax.Axis != 0,
            Resample resample => resample.Axis != 0,
            Reshape reshape => reshape.Shape.Rank > 0 && reshape.Shape[0] == shapes[0][0],
            StridedCopy copy => batched.All(each => each) && StridedCopyWriter.KeepsFirstAxis(copy),
            Gather { Batched: false } gather => batched[0] ? !batched[1] && gather.Axis != 0 : gather.Axis == 0,
            Gather { Axis: > 0 } => batched[0] && batched[1],
            _ => false,
        };
        return independent ? true : null;
    }

    /// <summary>The first operand is batched; the second is either batched too or the same for all samples.</summary>
    private static bool IsIndependent(MatMul product, bool[] batched, Shape[] shapes, Shape output)
    {
        if (!batched[0] || shapes[0].Rank != output.Rank || product.TransposeA && shapes[0].Rank == 2) return false;
        return batched[1] ? shapes[1].Rank > 2 && shapes[1].Rank == shapes[0].Rank : shapes[1].Rank == 2 || Broadcasts(shapes[1], output);
    }

    /// <summary>Whether an operand is the same for all samples.</summary>
    private static bool Broadcasts(Shape operand, Shape output) => operand.Rank < output.Rank || operand[0] == 1;
}
