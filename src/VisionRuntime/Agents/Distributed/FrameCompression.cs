using System.IO.Compression;

namespace VisionRuntime.Agents.Distributed;

/// <summary>How frames are compressed on their way to the learner.</summary>
public enum FrameCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Deflate at its fastest level.</summary>
    Deflate,

    /// <summary>Brotli at quality 1.</summary>
    Brotli,
}

/// <summary>Compresses and decompresses the differences between consecutive frames, most of which are 0.</summary>
internal static class FrameCompressor
{
    private const int BrotliQuality = 1, BrotliWindow = 22;

    /// <summary>Compresses frames.</summary>
    /// <param name="frames">The frames; what lies at the same place in consecutive slots is alike.</param>
    /// <param name="slotSize">The number of bytes of a slot.</param>
    /// <param name="compression">The algorithm.</param>
    public static byte[] Compress(ReadOnlySpan<byte> frames, int slotSize, FrameCompression compression)
    {
        if (compression == FrameCompression.None) return frames.ToArray();
        var differences = new byte[frames.Length];
        frames[..slotSize].CopyTo(differences);
        for (int i = slotSize; i < frames.Length; i++) differences[i] = (byte)(frames[i] - frames[i - slotSize]);
        if (compression == FrameCompression.Brotli)
        {
            var buffer = new byte[BrotliEncoder.GetMaxCompressedLength(differences.Length)];
            if (!BrotliEncoder.TryCompress(differences, buffer, out int written, BrotliQuality, BrotliWindow))
                throw new InvalidOperationException("FrameCompressor: the frames could not be compressed");
            return buffer[..written];
        }
        using var result = new MemoryStream();
        using (var stream = new DeflateStream(result, CompressionLevel.Fastest, leaveOpen: true)) stream.Write(differences);
        return result.ToArray();
    }

    /// <summary>Decompresses frames of a known length.</summary>
    /// <param name="bytes">The compressed frames.</param>
    /// <param name="slotSize">The number of bytes of a slot.</param>
    /// <param name="compression">The algorithm.</param>
    /// <param name="frames">Receives the frames.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged, or are not so many frames.</exception>
    public static void Decompress(ReadOnlySpan<byte> bytes, int slotSize, FrameCompression compression, Span<byte> frames)
    {
        switch (compression)
        {
            case FrameCompression.None when bytes.Length == frames.Length:
                bytes.CopyTo(frames);
                return;
            case FrameCompression.Brotli when BrotliDecoder.TryDecompress(bytes, frames, out int written) && written == frames.Length:
                break;
            case FrameCompression.Deflate:
                using (var stream = new DeflateStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress))
                {
                    if (stream.ReadAtLeast(frames, frames.Length, throwOnEndOfStream: false) < frames.Length || stream.ReadByte() >= 0)
                        throw new InvalidDataException("the frames have another length");
                }
                break;
            default:
                throw new InvalidDataException("the frames cannot be decompressed");
        }
        for (int i = slotSize; i < frames.Length; i++) frames[i] += frames[i - slotSize];
    }
}
