using System.Buffers.Binary;
using System.IO.Compression;
using DemoGame.Rendering;
using Silk.NET.OpenGL;

namespace DemoGame.Tests.Rendering;

/// <summary>The pixels of a framebuffer, the top row first, which can be saved as a file.</summary>
internal sealed class Picture
{
    private readonly byte[] _bottomUp;

    private Picture(int width, int height)
    {
        Width = width;
        Height = height;
        _bottomUp = new byte[width * height * 4];
    }

    public int Width { get; }

    public int Height { get; }

    public Color this[int x, int y]
    {
        get
        {
            ReadOnlySpan<byte> pixel = _bottomUp.AsSpan((((Height - 1 - y) * Width) + x) * 4, 4);
            return new Color(pixel[0], pixel[1], pixel[2], pixel[3]);
        }
    }

    public static Picture Read(GL gl, uint framebuffer, int width, int height)
    {
        var picture = new Picture(width, height);
        gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, framebuffer);
        gl.BindBuffer(BufferTargetARB.PixelPackBuffer, 0);
        gl.PixelStore(PixelStoreParameter.PackAlignment, 1);
        gl.ReadPixels<byte>(0, 0, (uint)width, (uint)height, PixelFormat.Rgba, PixelType.UnsignedByte, out picture._bottomUp[0]);
        return picture;
    }

    /// <summary>The number of pixels of a rectangle that differ from <paramref name="background"/>.</summary>
    public int Differing(PixelRectangle area, Color background)
    {
        int count = 0;
        for (int y = area.Y; y < area.Y + area.Height; y++)
        {
            for (int x = area.X; x < area.X + area.Width; x++)
                if (this[x, y] != background) count++;
        }
        return count;
    }

    /// <summary>Saves the picture as pictures/NAME.png beside the tests.</summary>
    public void Save(string name)
    {
        string folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "pictures")).FullName;
        using FileStream file = File.Create(Path.Combine(folder, name + ".png"));
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        header[8] = 8;
        header[9] = 6;
        Chunk(file, "IHDR"u8, header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int y = 0; y < Height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(_bottomUp.AsSpan((Height - 1 - y) * Width * 4, Width * 4));
            }
        }
        Chunk(file, "IDAT"u8, packed.ToArray());
        Chunk(file, "IEND"u8, []);
    }

    private static void Chunk(FileStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        byte[] content = [.. type, .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(content));
        file.Write(number);
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320 & (0u - (crc & 1)));
        }
        return ~crc;
    }
}
