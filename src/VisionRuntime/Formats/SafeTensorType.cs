using System.Buffers.Binary;

namespace VisionRuntime.Formats;

/// <summary>A data type of safetensors files, and its conversion to float32.</summary>
/// <param name="Name">The name in headers.</param>
/// <param name="Bytes">The size of one value.</param>
/// <param name="ToFloat">Converts little-endian bytes to the nearest float32.</param>
internal sealed record SafeTensorType(string Name, int Bytes, Func<byte[], int, float> ToFloat)
{
    private static readonly SafeTensorType[] Known =
    [
        new("F32", 4, (bytes, at) => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(at))),
        new("F16", 2, (bytes, at) => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan(at))),
        // The upper half of a float32.
        new("BF16", 2, (bytes, at) => BitConverter.UInt32BitsToSingle((uint)BitConverter.ToUInt16(bytes, at) << 16)),
        new("F64", 8, (bytes, at) => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(at))),
        new("I64", 8, (bytes, at) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at))),
        new("I32", 4, (bytes, at) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at))),
        new("I16", 2, (bytes, at) => BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(at))),
        new("I8", 1, (bytes, at) => (sbyte)bytes[at]),
        new("U8", 1, (bytes, at) => bytes[at]),
        new("BOOL", 1, (bytes, at) => bytes[at] != 0 ? 1 : 0),
    ];

    /// <summary>Gets all names, for messages.</summary>
    public static string Names => string.Join(", ", Known.Select(type => type.Name));

    /// <summary>Returns the type of that name, or null if it is not supported.</summary>
    public static SafeTensorType? Of(string? name) =>
        Known.FirstOrDefault(type => string.Equals(type.Name, name, StringComparison.Ordinal));

    /// <summary>Converts all values of a tensor.</summary>
    public float[] ToFloats(byte[] bytes)
    {
        var floats = new float[bytes.Length / Bytes];
        for (int i = 0; i < floats.Length; i++) floats[i] = ToFloat(bytes, i * Bytes);
        return floats;
    }
}
