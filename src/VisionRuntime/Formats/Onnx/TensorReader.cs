using System.Buffers.Binary;
using Google.Protobuf.Collections;
using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx;

/// <summary>Turns a TensorProto into numbers, after the sizes of its parts were found to agree.</summary>
internal static class TensorReader
{
    /// <summary>Reads a tensor.</summary>
    /// <param name="proto">What the file says.</param>
    /// <param name="where">Names the tensor in messages.</param>
    /// <param name="external">Where data outside the file lie.</param>
    public static OnnxTensor Read(TensorProto proto, string where, ExternalData external)
    {
        var type = OnnxTypes.Of(proto.DataType, where);
        var shape = ShapeOf(proto.Dims, where);
        if (proto.Segment is not null) throw new OnnxException($"{where}: it is cut into segments, which no program writes any more; save the model anew");
        if (proto.DataLocation == TensorProto.Types.DataLocation.External)
            return Decode(type, shape, external.Read(proto.ExternalData, shape.Count * type.Size(), where));
        if (proto.HasRawData)
        {
            if (proto.RawData.Length != shape.Count * type.Size())
                throw new OnnxException($"{where}: {proto.RawData.Length} bytes of data do not fill {shape} of {type}, which takes {shape.Count * type.Size()}");
            return Decode(type, shape, proto.RawData.Span);
        }
        return Typed(proto, type, shape, where);
    }

    /// <summary>The shape of dimensions from a file.</summary>
    public static Shape ShapeOf(IReadOnlyList<long> dimensions, string where)
    {
        long count = 1;
        bool empty = dimensions.Contains(0);
        foreach (long dimension in dimensions)
        {
            if (dimension < 0) throw new OnnxException($"{where}: [{string.Join(", ", dimensions)}] has the negative dimension {dimension}");
            if (dimension > int.MaxValue || !empty && (count *= dimension) > Array.MaxLength)
                throw new OnnxException($"{where}: [{string.Join(", ", dimensions)}] is more than one tensor can hold here ({Array.MaxLength:N0} elements)");
        }
        if (dimensions.Count > MaximumRank) throw new OnnxException($"{where}: {dimensions.Count} dimensions are more than {MaximumRank}");
        return Shape.Of([.. dimensions.Select(dimension => (int)dimension)]);
    }

    private const int MaximumRank = 64;

    private static OnnxTensor Typed(TensorProto proto, OnnxType type, Shape shape, string where)
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
                return OnnxTensor.FromFloats(type, shape, [.. proto.Int32Data.Select(bits => (float)BitConverter.UInt16BitsToHalf(unchecked((ushort)bits)))]);
            case OnnxType.BFloat16:
                RequireCount(proto.Int32Data);
                return OnnxTensor.FromFloats(type, shape, [.. proto.Int32Data.Select(bits => BitConverter.Int32BitsToSingle(bits << 16))]);
            default:
                RequireCount(proto.Int32Data);
                return OnnxTensor.Of(type, shape, [.. proto.Int32Data.Select(value => (long)value)]);
        }

        void RequireCount<T>(RepeatedField<T> values)
        {
            if (values.Count != shape.Count) throw new OnnxException($"{where}: {values.Count} numbers do not fill {shape} of {type}, which holds {shape.Count}");
        }
    }

    /// <summary>Numbers from little-endian bytes.</summary>
    private static OnnxTensor Decode(OnnxType type, Shape shape, ReadOnlySpan<byte> bytes)
    {
        int count = (int)shape.Count, size = type.Size();
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
                var at = bytes.Slice(i * size, size);
                floats[i] = type switch
                {
                    OnnxType.Float => BinaryPrimitives.ReadSingleLittleEndian(at),
                    OnnxType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(at),
                    _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(at) << 16),
                };
            }
            return OnnxTensor.FromFloats(type, shape, floats);
        }
        var integers = new long[count];
        for (int i = 0; i < count; i++)
        {
            var at = bytes.Slice(i * size, size);
            integers[i] = size switch
            {
                1 => at[0],
                2 => BinaryPrimitives.ReadUInt16LittleEndian(at),
                4 => BinaryPrimitives.ReadUInt32LittleEndian(at),
                _ => BinaryPrimitives.ReadInt64LittleEndian(at),
            };
        }
        return OnnxTensor.Of(type, shape, integers);
    }
}
