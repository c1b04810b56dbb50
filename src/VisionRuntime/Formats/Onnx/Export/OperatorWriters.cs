using ShaderKernels.Operators;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>The operators that can be expressed in ONNX, each with what writes it.</summary>
internal static class OperatorWriters
{
    /// <summary>Writes a node and returns the names of its outputs.</summary>
    /// <exception cref="NotExportableException">The operator, or this form of it, cannot be expressed in ONNX.</exception>
    public static string[] Write(NodeExport call) => NormalizationPatterns.Write(call) is { } name ? [name] : WriteOperator(call);

    private static string[] WriteOperator(NodeExport call) => call.Node.Operator switch
    {
        Convolution convolution => [ConvolutionWriter.Convolution(call, convolution)],
        ConvolutionInputGradient transposed => [ConvolutionWriter.Transposed(call, transposed)],
        Pool pool => [PoolWriter.Pool(call, pool)],
        MaxPoolIndices indices => [PoolWriter.Indices(call, indices)],
        MatMul product => [MatMulWriter.Write(call, product)],
        Map map => new MapWriter(call).Write(map),
        Reduce reduce => [ReductionWriter.Write(call, reduce)],
        Softmax softmax => [call.Add(softmax.Logarithm ? "LogSoftmax" : "Softmax", [call.Input(0)], Attributes.Int("axis", softmax.Axis))],
        Reshape reshape => [call.Reshape(call.Input(0), call.ShapeOf(0), reshape.Shape, call.IsBatched)],
        Detach => [call.Add("Identity", [call.Input(0)])],
        StridedCopy copy => [new StridedCopyWriter(call, copy).Write()],
        Resample resample => [ResampleWriter.Write(call, resample)],
        Gather gather => [IndexWriter.Gather(call, gather)],
        Scatter scatter => [IndexWriter.Scatter(call, scatter)],
        _ => throw call.NotSupported(),
    };
}
