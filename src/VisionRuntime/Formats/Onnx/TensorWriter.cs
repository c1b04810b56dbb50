using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;
using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx;

/// <summary>Writes tensors as TensorProto messages with raw, little-endian data.</summary>
internal static class TensorWriter
{
    /// <exception cref="OnnxException">The tensor is larger than a protobuf message can be.</exception>
    public static TensorProto Write(OnnxTensor tensor, string name)
    {
        int size = tensor.Type.Size();
        if ((long)tensor.Count * size > Array.MaxLength)
            throw new OnnxException($"the tensor '{name}' {tensor.Shape} of {tensor.Type} is larger than a protobuf message can be (2 GB)");
        if (tensor.Type == OnnxType.Float && BitConverter.IsLittleEndian)
            return Proto(tensor, name, MemoryMarshal.AsBytes<float>(tensor.ToFloats()).ToArray());
        var bytes = new byte[tensor.Count * size];
        long[] integers = tensor.Type.IsFloat() ? [] : tensor.ToIntegers();
        for (int i = 0; i < tensor.Count; i++)
        {
            var element = bytes.AsSpan(i * size, size);
            switch (tensor.Type)
            {
                case OnnxType.Float: BinaryPrimitives.WriteSingleLittleEndian(element, (float)tensor[i]); break;
                case OnnxType.Double: BinaryPrimitives.WriteDoubleLittleEndian(element, tensor[i]); break;
                case OnnxType.Float16: BinaryPrimitives.WriteHalfLittleEndian(element, (Half)tensor[i]); break;
                case OnnxType.BFloat16: BinaryPrimitives.WriteUInt16LittleEndian(element, OnnxTypes.ToBFloat16((float)tensor[i])); break;
                default: WriteInteger(element, integers[i]); break;
            }
        }
        return Proto(tensor, name, bytes);
    }

    private static TensorProto Proto(OnnxTensor tensor, string name, byte[] bytes)
    {
        var proto = new TensorProto { Name = name, DataType = (int)tensor.Type, RawData = UnsafeByteOperations.UnsafeWrap(bytes) };
        foreach (int dimension in tensor.Shape.Dimensions) proto.Dims.Add(dimension);
        return proto;
    }

    private static void WriteInteger(Span<byte> element, long value)
    {
        for (int i = 0; i < element.Length; i++) element[i] = unchecked((byte)(value >> (8 * i)));
    }
}
