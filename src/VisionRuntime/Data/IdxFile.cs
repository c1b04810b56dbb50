using System.Buffers.Binary;
using System.IO.Compression;
using ShaderKernels.Tensors;

namespace VisionRuntime.Data;

/// <summary>
/// A file in the IDX format of MNIST: two zero bytes, the type of the elements, the number of axes, the length of each as a 32-bit integer
/// in big-endian order, then the elements. Only unsigned bytes are supported, which is what MNIST and its kin hold. A file that begins as
/// gzip files do is decompressed.
/// </summary>
/// <param name="Shape">The dimensions.</param>
/// <param name="Values">The elements in row-major order.</param>
public sealed record IdxFile(Shape Shape, byte[] Values)
{
    private const byte UnsignedByte = 0x08;

    /// <summary>Reads a file.</summary>
    /// <exception cref="DatasetException">
    /// The file cannot be read, is not an IDX file of bytes, or is truncated; the message says which.
    /// </exception>
    public static IdxFile Load(string path)
    {
        byte[] content = Read(path);
        if (content.Length < 4 || content[0] != 0 || content[1] != 0)
            throw new DatasetException($"{path}: not an IDX file; it must begin with two zero bytes");
        if (content[2] != UnsignedByte)
            throw new DatasetException($"{path}: the elements have the type 0x{content[2]:x2}; only bytes, 0x08, are supported");
        int rank = content[3], start = 4 + 4 * rank;
        if (content.Length < start) throw Truncated(path, content.Length, start);
        int[] lengths = [.. Enumerable.Range(0, rank).Select(axis => BinaryPrimitives.ReadInt32BigEndian(content.AsSpan(4 + 4 * axis)))];
        Shape shape;
        try
        {
            shape = Shape.Of(lengths);
        }
        catch (ShapeException exception)
        {
            throw new DatasetException($"{path}: invalid dimensions ({exception.Message})", exception);
        }
        if (content.Length - start < shape.Count) throw Truncated(path, content.Length, start + shape.Count);
        if (content.Length - start > shape.Count)
            throw new DatasetException(
                $"{path}: damaged: {content.Length - start - shape.Count:N0} bytes follow the {shape.Count:N0} elements of {shape}");
        return new(shape, content[start..]);
    }

    private static DatasetException Truncated(string path, long length, long needed) =>
        new($"{path}: truncated: it has {length:N0} bytes of {needed:N0}; download the file again");

    private static byte[] Read(string path)
    {
        try
        {
            byte[] content = File.ReadAllBytes(path);
            if (content is not [0x1F, 0x8B, ..]) return content;
            using var compressed = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            compressed.CopyTo(plain);
            // A truncated gzip stream ends without an exception; its last four bytes are the length of what it holds.
            if (plain.Length % (1L << 32) != BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(content.Length - 4)))
                throw new DatasetException($"{path}: truncated or damaged gzip file; download the file again");
            return plain.ToArray();
        }
        catch (InvalidDataException exception)
        {
            throw new DatasetException($"{path}: truncated or damaged gzip file; download the file again", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{path}: cannot be read ({exception.Message.TrimEnd('.')})", exception);
        }
    }
}
