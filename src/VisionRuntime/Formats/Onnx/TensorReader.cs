using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf.Collections;
using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx;

/// <summary>Reads tensors from TensorProto messages. The sizes of shape and data are compared before anything is allocated.</summary>
internal static class TensorReader
{
    private const int MaxRank = 64;

    /// <summary>Reads a tensor.</summary>
    /// <param name="proto">The message.</param>
    /// <param name="where">What error messages call the tensor.</param>
    /// <param name="external">Reads the data of tensors that are stored outside the file.</param>
    public static OnnxTensor Read(TensorProto proto, string where, ExternalData external)
    {
        var type = OnnxTypes.Of(proto.DataType, where);
        var shape = ShapeOf(proto.Dims, where);
        if (proto.Segment is not null) throw new OnnxException($"{where}: tensors in segments are not supported; export the model again");
        if (proto.DataLocation == TensorProto.Types.DataLocation.External)
            return Decode(type, shape, external.Read(proto.ExternalData, shape.Count * type.Size(), where));
        if (!proto.HasRawData) return ReadTyped(proto, type, shape, where);
        if (proto.RawData.Length != shape.Count * type.Size())
        {
            throw new OnnxException($"{where}: {proto.RawData.Length} bytes of data do not fill {shape} of {type}, " +
                $"which takes {shape.Count * type.Size()} bytes");
        }
        return Decode(type, shape, proto.RawData.Span);
    }

    /// <summary>The shape with the given dimensions.</summary>
    /// <exception cref="OnnxException">A dimension is negative, or a tensor of the shape would be too large.</exception>
    public static Shape ShapeOf(IReadOnlyList<long> dimensions, string where)
    {
        if (dimensions.Count > MaxRank) throw new OnnxException($"{where}: {dimensions.Count} dimensions are more than {MaxRank}");
        long count = 1;
        bool empty = dimensions.Contains(0);
        foreach (long dimension in dimensions)
        {
            if (dimension < 0)
                throw new OnnxException($"{where}: the shape [{string.Join(", ", dimensions)}] has the negative dimension {dimension}");
            if (dimension > int.MaxValue || !empty && (count *= dimension) > Array.MaxLength)
            {
                throw new OnnxException($"{where}: the shape [{string.Join(", ", dimensions)}] is too large; " +
                    $"a tensor can have {Array.MaxLength:N0} elements");
            }
        }
        return Shape.Of([.. dimensions.Select(dimension => (int)dimension)]);
    }

    /// <summary>Reads a tensor from the field of its type (float_data, int32_data, ...).</summary>
    private static OnnxTensor ReadTyped(TensorProto proto, OnnxType type, Shape shape, string where)
    {
        switch (type)
        {
            case OnnxType.Float:
                RequireCount(proto.FloatData);
                return OnnxTensor.Of(shape, [.. proto.FloatData]);
            case OnnxType.Double:
                RequireCount(proto.DoubleData);
                return OnnxTensor.Of(type, shape, [.. proto.DoubleData]);
            case OnnxType.Int64:
                RequireCount(proto.Int64Data);
                return OnnxTensor.Of(type, shape, [.. proto.Int64Data]);
            case OnnxType.UInt32 or OnnxType.UInt64:
                RequireCount(proto.Uint64Data);
                return OnnxTensor.Of(type, shape, [.. proto.Uint64Data.Select(value => unchecked((long)value))]);
            case OnnxType.Float16:
                RequireCount(proto.Int32Data);
                return OnnxTensor.FromFloats(type, shape, [.. proto.Int32Data.Select(FromFloat16)]);
            case OnnxType.BFloat16:
                RequireCount(proto.Int32Data);
                return OnnxTensor.FromFloats(type, shape, [.. proto.Int32Data.Select(bits => BitConverter.Int32BitsToSingle(bits << 16))]);
            default:
                RequireCount(proto.Int32Data);
                return OnnxTensor.Of(type, shape, [.. proto.Int32Data.Select(value => (long)value)]);
        }

        static float FromFloat16(int bits) => (float)BitConverter.UInt16BitsToHalf(unchecked((ushort)bits));

        void RequireCount<T>(RepeatedField<T> values)
        {
            if (values.Count != shape.Count)
                throw new OnnxException($"{where}: {values.Count} values do not fill {shape} of {type}, which has {shape.Count} elements");
        }
    }

    /// <summary>Decodes little-endian bytes.</summary>
    private static OnnxTensor Decode(OnnxType type, Shape shape, ReadOnlySpan<byte> bytes)
    {
        int count = (int)shape.Count, size = type.Size();
        if (type == OnnxType.Float && BitConverter.IsLittleEndian)
            return OnnxTensor.Of(shape, MemoryMarshal.Cast<byte, float>(bytes).ToArray());
        if (type == OnnxType.Double)
        {
            var doubles = new double[count];
            for (int i = 0; i < count; i++) doubles[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(i * size)..]);
            return OnnxTensor.Of(type, shape, doubles);
        }
        if (type.IsFloat())
        {
            var floats = new float[count];
            for (int i = 0; i < count; i++)
            {
                var element = bytes.Slice(i * size, size);
                floats[i] = type switch
                {
                    OnnxType.Float => BinaryPrimitives.ReadSingleLittleEndian(element),
                    OnnxType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(element),
                    _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(element) << 16),
                };
            }
            return OnnxTensor.FromFloats(type, shape, floats);
        }
        var integers = new long[count];
        for (int i = 0; i < count; i++)
        {
            var element = bytes.Slice(i * size, size);
            integers[i] = size switch
            {
                1 => element[0],
                2 => BinaryPrimitives.ReadUInt16LittleEndian(element),
                4 => BinaryPrimitives.ReadUInt32LittleEndian(element),
                _ => BinaryPrimitives.ReadInt64LittleEndian(element),
            };
        }
        return OnnxTensor.Of(type, shape, integers);
    }
}
