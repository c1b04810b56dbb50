namespace VisionRuntime.Formats.Onnx;

/// <summary>The element types of tensors, with the values of ONNX's TensorProto.DataType. In a graph every element is float32.</summary>
public enum OnnxType
{
    /// <summary>32-bit floating point.</summary>
    Float = 1,

    /// <summary>8-bit unsigned integers.</summary>
    UInt8 = 2,

    /// <summary>8-bit signed integers.</summary>
    Int8 = 3,

    /// <summary>16-bit unsigned integers.</summary>
    UInt16 = 4,

    /// <summary>16-bit signed integers.</summary>
    Int16 = 5,

    /// <summary>32-bit signed integers.</summary>
    Int32 = 6,

    /// <summary>64-bit signed integers.</summary>
    Int64 = 7,

    /// <summary>False or true, stored as 0 and 1.</summary>
    Bool = 9,

    /// <summary>16-bit floating point (IEEE 754 half precision).</summary>
    Float16 = 10,

    /// <summary>64-bit floating point.</summary>
    Double = 11,

    /// <summary>32-bit unsigned integers.</summary>
    UInt32 = 12,

    /// <summary>64-bit unsigned integers.</summary>
    UInt64 = 13,

    /// <summary>16-bit floating point with the exponent of float32 (bfloat16).</summary>
    BFloat16 = 16,
}

/// <summary>Properties of element types.</summary>
internal static class OnnxTypes
{
    /// <summary>The type of a TensorProto.DataType value.</summary>
    /// <exception cref="OnnxException">The value is not a data type of ONNX.</exception>
    /// <exception cref="OnnxUnsupportedException">The data type is not supported.</exception>
    public static OnnxType Of(int dataType, string where)
    {
        if (Enum.IsDefined((OnnxType)dataType)) return (OnnxType)dataType;
        string message = $"{where}: the element type {Name(dataType)} is not supported; " +
            "use float32, float16, bfloat16, double, bool or integers of 8 to 64 bits";
        throw dataType is 8 or 14 or 15 or >= 17 and <= 23
            ? new OnnxUnsupportedException(message, [$"tensors of {Name(dataType)}"])
            : new OnnxException(message);
    }

    public static bool IsFloat(this OnnxType type) => type is OnnxType.Float or OnnxType.Float16 or OnnxType.BFloat16 or OnnxType.Double;

    /// <summary>Whether the type is a signed or unsigned integer; bool is not.</summary>
    public static bool IsInteger(this OnnxType type) => !type.IsFloat() && type != OnnxType.Bool;

    public static bool IsUnsigned(this OnnxType type) => type is OnnxType.UInt8 or OnnxType.UInt16 or OnnxType.UInt32 or OnnxType.UInt64;

    /// <summary>The size of an element in a file, in bytes.</summary>
    public static int Size(this OnnxType type) => type switch
    {
        OnnxType.UInt8 or OnnxType.Int8 or OnnxType.Bool => 1,
        OnnxType.UInt16 or OnnxType.Int16 or OnnxType.Float16 or OnnxType.BFloat16 => 2,
        OnnxType.Float or OnnxType.Int32 or OnnxType.UInt32 => 4,
        _ => 8,
    };

    /// <summary>The smallest and largest value of an integer type.</summary>
    public static (double Min, double Max) Range(this OnnxType type)
    {
        int bits = 8 * type.Size();
        return type.IsUnsigned() ? (0, Math.Pow(2, bits) - 1) : (-Math.Pow(2, bits - 1), Math.Pow(2, bits - 1) - 1);
    }

    /// <summary>The value truncated to the type's bits (two's complement).</summary>
    public static long Wrap(this OnnxType type, long value) => type switch
    {
        OnnxType.UInt8 => unchecked((byte)value),
        OnnxType.Int8 => unchecked((sbyte)value),
        OnnxType.UInt16 => unchecked((ushort)value),
        OnnxType.Int16 => unchecked((short)value),
        OnnxType.Int32 => unchecked((int)value),
        OnnxType.UInt32 => unchecked((uint)value),
        OnnxType.Bool => value != 0 ? 1 : 0,
        _ => value,
    };

    /// <summary>The bits of the nearest bfloat16, ties to even.</summary>
    public static ushort ToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)(bits >> 16 | 0x40) : (ushort)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
    }

    private static string Name(int dataType) => dataType switch
    {
        0 => "'undefined'",
        8 => "string",
        14 or 15 => "complex",
        >= 17 and <= 20 => "float8",
        21 or 22 => "int4",
        23 => "float4",
        _ => $"{dataType}, which is unknown,",
    };
}
