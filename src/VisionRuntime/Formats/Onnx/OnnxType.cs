namespace VisionRuntime.Formats.Onnx;

/// <summary>The types of a tensor's elements, numbered as in the standard. In a graph all of them are float32.</summary>
public enum OnnxType
{
    /// <summary>32-bit floating point.</summary>
    Float = 1,

    /// <summary>0 to 255.</summary>
    UInt8 = 2,

    /// <summary>-128 to 127.</summary>
    Int8 = 3,

    /// <summary>0 to 65535.</summary>
    UInt16 = 4,

    /// <summary>-32768 to 32767.</summary>
    Int16 = 5,

    /// <summary>32-bit whole numbers.</summary>
    Int32 = 6,

    /// <summary>64-bit whole numbers.</summary>
    Int64 = 7,

    /// <summary>False or true, as 0 and 1.</summary>
    Bool = 9,

    /// <summary>16-bit floating point with 10 bits after the point.</summary>
    Float16 = 10,

    /// <summary>64-bit floating point.</summary>
    Double = 11,

    /// <summary>32-bit whole numbers from 0.</summary>
    UInt32 = 12,

    /// <summary>64-bit whole numbers from 0.</summary>
    UInt64 = 13,

    /// <summary>The upper half of a float32.</summary>
    BFloat16 = 16,
}

/// <summary>What the importer asks about element types.</summary>
internal static class OnnxTypes
{
    /// <summary>The type of a number of the standard.</summary>
    /// <exception cref="OnnxException">Tensors of that type are not read.</exception>
    /// <exception cref="OnnxUnsupportedException">The type is known to the standard alone.</exception>
    public static OnnxType Of(int number, string where)
    {
        if (Enum.IsDefined((OnnxType)number)) return (OnnxType)number;
        string message = $"{where}: its element type is {Name(number)}; read are float32, float16, bfloat16, double, bool and whole numbers of 8 to 64 bits";
        throw number is 8 or 14 or 15 or >= 17 and <= 23 ? new OnnxUnsupportedException(message, [$"tensors of {Name(number)}"]) : new OnnxException(message);
    }

    public static bool IsFloat(this OnnxType type) => type is OnnxType.Float or OnnxType.Float16 or OnnxType.BFloat16 or OnnxType.Double;

    /// <summary>Whole numbers, bool not among them.</summary>
    public static bool IsInteger(this OnnxType type) => !type.IsFloat() && type != OnnxType.Bool;

    public static bool IsUnsigned(this OnnxType type) => type is OnnxType.UInt8 or OnnxType.UInt16 or OnnxType.UInt32 or OnnxType.UInt64;

    /// <summary>Bytes of one element in a file.</summary>
    public static int Size(this OnnxType type) => type switch
    {
        OnnxType.UInt8 or OnnxType.Int8 or OnnxType.Bool => 1,
        OnnxType.UInt16 or OnnxType.Int16 or OnnxType.Float16 or OnnxType.BFloat16 => 2,
        OnnxType.Float or OnnxType.Int32 or OnnxType.UInt32 => 4,
        _ => 8,
    };

    /// <summary>The smallest and largest whole number of the type.</summary>
    public static (double Least, double Most) Range(this OnnxType type)
    {
        int bits = 8 * type.Size();
        return type.IsUnsigned() ? (0, Math.Pow(2, bits) - 1) : (-Math.Pow(2, bits - 1), Math.Pow(2, bits - 1) - 1);
    }

    /// <summary>A whole number cut to the type's bits, as processors do it.</summary>
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

    /// <summary>The upper half of a float32, rounded to the nearest, to even where two are as near: a bfloat16.</summary>
    public static ushort UpperHalf(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)(bits >> 16 | 0x40) : (ushort)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
    }

    private static string Name(int number) => number switch
    {
        0 => "not given",
        8 => "text",
        14 or 15 => "complex",
        >= 17 and <= 20 => "float8",
        21 or 22 => "4-bit",
        23 => "float4",
        _ => $"number {number}, which is unknown",
    };
}
