using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx;

/// <summary>Weights in 8 bits with a scale for each output channel, from -127 to 127, so that 0 is exact.</summary>
internal static class WeightQuantization
{
    /// <summary>Returns the axis of the output channels in the weights of a convolution or matrix product.</summary>
    public static int ChannelAxis(NodeProto node) =>
        node.OpType == "Conv" || node.Attribute.Any(attribute => attribute.Name == "transB" && attribute.I != 0) ? 0 : 1;

    /// <summary>Rounds weights to multiples of the scales of their channels.</summary>
    public static (OnnxTensor Integers, float[] Scales) Quantize(OnnxTensor weights, int axis)
    {
        float[] values = weights.ToFloats();
        int channels = weights.Shape[axis], inner = values.Length;
        for (int i = 0; i <= axis; i++) inner /= weights.Shape[i];
        int ChannelOf(int index) => index / inner % channels;
        var largest = new float[channels];
        for (int i = 0; i < values.Length; i++) largest[ChannelOf(i)] = Math.Max(largest[ChannelOf(i)], Math.Abs(values[i]));
        float[] scales = Array.ConvertAll(largest, most => most > 0 ? most / sbyte.MaxValue : 1);
        long[] integers = [.. values.Select((value, i) => (long)Math.Round(value / scales[ChannelOf(i)]))];
        return (OnnxTensor.Of(OnnxType.Int8, weights.Shape, integers), scales);
    }
}
