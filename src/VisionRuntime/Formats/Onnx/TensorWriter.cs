using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;
using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx;

/// <summary>Turns numbers into a TensorProto with raw, little-endian data.</summary>
internal static class TensorWriter
{
    public static TensorProto Write(OnnxTensor tensor, string name)
    {
        int size = tensor.Type.Size();
        if (tensor.Type == OnnxType.Float && BitConverter.IsLittleEndian) return Proto(tensor, name, MemoryMarshal.AsBytes<float>(tensor.ToFloats()).ToArray());
        var bytes = new byte[checked(tensor.Count * size)];
        long[] integers = tensor.Type.IsFloat() ? [] : tensor.ToIntegers();
        for (int i = 0; i < tensor.Count; i++)
        {
            var at = bytes.AsSpan(i * size, size);
            switch (tensor.Type)
            {
                case OnnxType.Float: BinaryPrimitives.WriteSingleLittleEndian(at, (float)tensor[i]); break;
                case OnnxType.Double: BinaryPrimitives.WriteDoubleLittleEndian(at, tensor[i]); break;
                case OnnxType.Float16: BinaryPrimitives.WriteHalfLittleEndian(at, (Half)tensor[i]); break;
                case OnnxType.BFloat16: BinaryPrimitives.WriteUInt16LittleEndian(at, OnnxTypes.UpperHalf((float)tensor[i])); break;
                default: WriteInteger(at, integers[i]); break;
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

    private static void WriteInteger(Span<byte> at, long value)
    {
        for (int i = 0; i < at.Length; i++) at[i] = unchecked((byte)(value >> (8 * i)));
    }
}
