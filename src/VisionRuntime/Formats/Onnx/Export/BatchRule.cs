using ShaderKernels.Operators;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>Whether samples stay apart: where an input's first axis is the batch, the outputs' first axis must be it too, and nothing else may depend on its length.</summary>
internal static class BatchRule
{
    /// <summary>Whether the outputs' first axis is the batch; null where samples are mixed or their number is needed.</summary>
    public static bool? Of(Node node, Func<Value, bool> isBatched)
    {
        if (!node.Inputs.Any(isBatched)) return false;
        bool[] batched = [.. node.Inputs.Select(isBatched)];
        var (shapes, output) = (node.Inputs.Select(input => input.Shape).ToArray(), node.Outputs[0].Shape);
        bool apart = node.Operator switch
        {
            Convolution => batched[0] && !batched.Skip(1).Take(2).Any(each => each) && (batched.Length < 4 || batched[3]),
            ConvolutionInputGradient => batched[0] && !batched[1],
            Pool or MaxPoolIndices or Detach => true,
            MatMul product => batched[0] && shapes[0].Rank == output.Rank && !(product.TransposeA && shapes[0].Rank == 2) &&
                (batched[1] ? shapes[1].Rank > 2 && shapes[1].Rank == shapes[0].Rank : shapes[1].Rank < output.Rank || shapes[1].Rank == 2 || shapes[1][0] == 1),
            Map => Enumerable.Range(0, shapes.Length).All(i => batched[i] ? shapes[i].Rank == output.Rank : shapes[i].Rank < output.Rank || shapes[i][0] == 1),
            Reduce reduce => !reduce.Axes.Contains(0),
            Softmax softmax => softmax.Axis != 0,
            Resample resample => resample.Axis != 0,
            Reshape reshape => reshape.Shape.Rank > 0 && reshape.Shape[0] == shapes[0][0],
            StridedCopy copy => batched.All(each => each) && CopyWriter.KeepsFirstAxis(copy),
            Gather { Batched: false } gather => batched[0] ? !batched[1] && gather.Axis != 0 : gather.Axis == 0,
            Gather { Axis: > 0 } => batched[0] && batched[1],
            _ => false,
        };
        return apart ? true : null;
    }
}
