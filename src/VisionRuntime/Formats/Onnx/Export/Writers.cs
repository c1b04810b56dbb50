using ShaderKernels.Operators;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>The operators that have a form in ONNX, each with what writes it. Each returns the names of the node's outputs.</summary>
internal static class Writers
{
    /// <exception cref="NoFormException">The operator, or this form of it, is not in ONNX.</exception>
    public static string[] Write(NodeExport call) => Compositions.Find(call) is { } whole ? [whole] : call.Node.Operator switch
    {
        Convolution convolution => [ConvolutionWriter.Convolution(call, convolution)],
        ConvolutionInputGradient transposed => [ConvolutionWriter.Transposed(call, transposed)],
        Pool pool => [PoolWriter.Pool(call, pool)],
        MaxPoolIndices switches => [PoolWriter.Switches(call, switches)],
        MatMul product => [ProductWriter.Product(call, product)],
        Map map => new MapWriter(call).Write(map),
        Reduce reduce => [ReductionWriter.Reduce(call, reduce)],
        Softmax softmax => [call.Add(softmax.Logarithm ? "LogSoftmax" : "Softmax", [call.Input(0)], Attributes.Int("axis", softmax.Axis))],
        Reshape reshape => [call.Reshape(call.Input(0), call.ShapeOf(0), reshape.Shape, call.IsBatched)],
        Detach => [call.Add("Identity", [call.Input(0)])],
        StridedCopy copy => [new CopyWriter(call, copy).Write()],
        Resample resample => [ResampleWriter.Resample(call, resample)],
        Gather gather => [IndexWriter.Gather(call, gather)],
        Scatter scatter => [IndexWriter.Scatter(call, scatter)],
        _ => throw call.NoForm(),
    };
}
