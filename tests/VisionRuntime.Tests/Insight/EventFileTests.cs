using System.Buffers.Binary;
using System.Text;
using VisionRuntime.Insight;
using VisionRuntime.Insight.Schema;

namespace VisionRuntime.Tests.Insight;

public sealed class EventFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Section B.4 of RFC 3720 (iSCSI) gives the checksums of these bytes, and the check value is that of "123456789".</summary>
    [Fact]
    public void The_checksum_is_that_of_the_standard()
    {
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Of([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(0x46DD794Eu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Equal(0xE3069283u, Crc32C.Of(Encoding.ASCII.GetBytes("123456789")));
    }

    [Fact]
    public void Records_are_read_back_with_their_checksums()
    {
        string path;
        using (var file = new EventFile(_folder.Path))
        {
            path = file.Path;
            file.AddScalars(7, ("loss", 0.25), ("error", double.NaN), ("rate", 1e-3));
            file.AddImage(8, "mistakes", 2, 3, [1, 2, 3]);
        }
        var events = Read(path);
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.Equal(7, events[1].Step);
        Assert.Equal([("loss", 0.25f), ("rate", 1e-3f)], events[1].Summary.Value.Select(value => (value.Tag, value.SimpleValue)));
        var image = events[2].Summary.Value[0].Image;
        Assert.Equal((2, 3, 3), (image.Width, image.Height, image.EncodedImageString.Length));
        Assert.All(events, entry => Assert.InRange(entry.WallTime, 1.6e9, 1e10));
    }

    /// <summary>The bytes of one event by hand: field 1 is a double, 2 an integer, 5 a message with the tag and a float.</summary>
    [Fact]
    public void The_bytes_are_those_that_TensorBoard_reads()
    {
        using (var file = new EventFile(_folder.Path)) file.AddScalars(3, ("a", 1));
        byte[] bytes = File.ReadAllBytes(Assert.Single(Directory.GetFiles(_folder.Path)));
        int second = 16 + (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        byte[] message = bytes[(second + 12)..^4];
        Assert.Equal(0x09, message[0]);
        Assert.Equal([0x10, 3, 0x2A, 10, 0x0A, 8, 0x0A, 1, (byte)'a', 0x15, 0, 0, 0x80, 0x3F], message[9..]);
    }

    [Fact]
    public void A_second_file_of_the_same_second_has_another_name()
    {
        using var first = new EventFile(_folder.Path);
        using var second = new EventFile(_folder.Path);
        Assert.NotEqual(first.Path, second.Path);
        Assert.All(_folder.Files, name => Assert.StartsWith("events.out.tfevents.", name, StringComparison.Ordinal));
    }

    private static List<Event> Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        var events = new List<Event>();
        for (int at = 0; at < bytes.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            Assert.Equal(Crc32C.Masked(bytes.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)));
            var message = bytes.AsSpan(at + 12, length);
            Assert.Equal(Crc32C.Masked(message), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)));
            events.Add(Event.Parser.ParseFrom(message));
            at += length + 16;
        }
        return events;
    }
}
