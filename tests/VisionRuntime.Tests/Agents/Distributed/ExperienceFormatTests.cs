using System.Security.Cryptography;
using ShaderKernels.Backends.Cpu;
using VisionRuntime.Agents.Distributed;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Agents.Distributed;

/// <summary>Batches of experience and weights as messages, which are not trusted.</summary>
public class ExperienceFormatTests
{
    private static readonly ExperienceShape Sizes = new(Environments: 3, Steps: 4, Context: 1, FrameSize: 25, Actions: 5);

    [Theory]
    [InlineData(FrameCompression.None)]
    [InlineData(FrameCompression.Deflate)]
    [InlineData(FrameCompression.Brotli)]
    public void A_batch_arrives_as_it_was_sent(FrameCompression compression)
    {
        var sent = Filled();
        var arrived = ExperienceFormat.FromBytes(ExperienceFormat.ToBytes(sent, compression), Sizes);
        Assert.Equal(
            (sent.Run, sent.Actor, sent.Sequence, sent.WeightsVersion, Sizes),
            (arrived.Run, arrived.Actor, arrived.Sequence, arrived.WeightsVersion, arrived.Shape));
        Assert.Equal(sent.Frames, arrived.Frames);
        Assert.Equal(sent.Starts, arrived.Starts);
        Assert.Equal(sent.Terminated, arrived.Terminated);
        Assert.Equal(sent.Truncated, arrived.Truncated);
        Assert.Equal(sent.Actions, arrived.Actions);
        Assert.Equal(sent.Rewards, arrived.Rewards);
        Assert.Equal(sent.Judgments, arrived.Judgments);
        Assert.Equal(sent.Returns, arrived.Returns);
    }

    /// <summary>Frames that hardly change: differences are nearly all 0.</summary>
    [Theory]
    [InlineData(FrameCompression.Deflate)]
    [InlineData(FrameCompression.Brotli)]
    public void Frames_that_hardly_change_become_small(FrameCompression compression)
    {
        var batch = new Experience(new(2, 30, 1, 1764, 3)) { Run = Guid.Empty, Actor = "a", Sequence = 0 };
        var first = new byte[2 * 1764];
        new Random(1).NextBytes(first);
        for (int slot = 0; slot < 32; slot++)
        {
            first[slot] ^= 255;
            first.CopyTo(batch.FramesAt(slot));
        }
        Assert.InRange(ExperienceFormat.ToBytes(batch, compression).Length, 3_000, batch.Frames.Length / 10);
    }

    [Fact]
    public void A_damaged_message_is_refused()
    {
        byte[] message = ExperienceFormat.ToBytes(Filled(), FrameCompression.Brotli);
        for (int length = 0; length < message.Length; length++) Refused(message[..length]);
        Refused([.. message, 0]);
        for (int i = 0; i < message.Length; i++)
        {
            byte[] changed = [.. message];
            changed[i] ^= 0x10;
            Refused(changed);
        }
    }

    /// <summary>The checksum is right, so that what is written in the message is what is refused. Offsets are those of the format.</summary>
    [Theory]
    [InlineData(4, 2, "the message has version 2")]
    [InlineData(40, 1_000_000, "other sizes")]
    [InlineData(60, -1, "lengths out of range")]
    [InlineData(60, 1_000, "lengths out of range")]
    [InlineData(64, 13, "lengths out of range")]
    [InlineData(68, 9, "the frames cannot be decompressed")]
    [InlineData(68, 1, "")]
    [InlineData(72, int.MaxValue, "the message is cut off")]
    [InlineData(72, 3, "the message is longer than its parts")]
    public void A_message_that_says_something_wrong_is_refused(int offset, int value, string words)
    {
        byte[] message = ExperienceFormat.ToBytes(Filled(), FrameCompression.Brotli);
        BitConverter.TryWriteBytes(message.AsSpan(offset), value);
        Assert.Contains(words, Refused(Signed(message)));
    }

    [Fact]
    public void Values_that_cannot_be_learned_from_are_refused()
    {
        var batch = Filled();
        batch.Rewards[5] = float.NaN;
        Assert.Contains("not finite", Refused(ExperienceFormat.ToBytes(batch, FrameCompression.None)));
        batch = Filled();
        batch.Actions[7] = 5;
        Assert.Contains("an action that does not exist", Refused(ExperienceFormat.ToBytes(batch, FrameCompression.None)));
    }

    [Fact]
    public void Weights_arrive_as_they_were_published()
    {
        using var device = new CpuDevice(1);
        using Variables learner = Network(device, 1, 4), actor = Network(device, 2, 4), other = Network(device, 2, 5);
        var run = Guid.NewGuid();
        var sent = PublishedWeights.From(learner, run, 77);
        byte[] message = sent.ToBytes();
        var arrived = PublishedWeights.FromBytes(message);
        Assert.Equal((run, 77), (arrived.Run, arrived.Version));
        Assert.Equal(6 * 4 + 4, arrived.Values.Length);
        Assert.NotEqual(learner.Read("online/layer/weights"), actor.Read("online/layer/weights"));
        arrived.CopyTo(actor);
        Assert.Equal(learner.Read("online/layer/weights"), actor.Read("online/layer/weights"));
        Assert.Contains("28 weights, that of the actor 35", Assert.Throws<InvalidDataException>(() => arrived.CopyTo(other)).Message);
        message[40] ^= 1;
        Assert.Throws<InvalidDataException>(() => PublishedWeights.FromBytes(message));
        Assert.Throws<InvalidDataException>(() => PublishedWeights.FromBytes(message.AsSpan(0, 50)));
    }

    [Fact]
    public void An_admission_arrives_as_it_was_sent()
    {
        var identity = new ActorIdentity("a", "catch", 1, "0.1.0");
        Assert.Equal(identity, AdmissionFormat.IdentityFrom(AdmissionFormat.ToBytes(identity)));
        var facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["network"] = "dqn-small" };
        var arrived = AdmissionFormat.AdmissionFrom(
            AdmissionFormat.ToBytes(new Admission(Guid.NewGuid(), 3, 8, facts, new(Guid.Empty, 5, [1, 2]))));
        Assert.Equal((3, 8, "dqn-small"), (arrived.Index, arrived.Actors, arrived.Facts["network"]));
        Assert.Equal((5, 2), (arrived.Weights.Version, arrived.Weights.Values[1]));
        Assert.Equal("no", AdmissionFormat.AdmissionFrom(AdmissionFormat.ToBytes(Admission.Refuse("no"))).Refusal);
        Assert.Throws<InvalidDataException>(() => AdmissionFormat.IdentityFrom("{}"u8));
        Assert.Throws<InvalidDataException>(() => AdmissionFormat.IdentityFrom("null"u8));
        Assert.Throws<InvalidDataException>(() => AdmissionFormat.AdmissionFrom("[1"u8));
    }

    private static Variables Network(CpuDevice device, int seed, int units)
    {
        var graph = new Graph();
        graph.Input("x", [1, 6]).Dense("online/layer", units);
        var variables = new Variables(device, seed);
        variables.Add(graph);
        return variables;
    }

    private static string Refused(byte[] message) =>
        Assert.Throws<InvalidDataException>(() => ExperienceFormat.FromBytes(message, Sizes)).Message;

    private static byte[] Signed(byte[] message)
    {
        SHA256.HashData(message.AsSpan(0, message.Length - 32), message.AsSpan(message.Length - 32));
        return message;
    }

    private static Experience Filled()
    {
        var random = new Random(3);
        var batch = new Experience(Sizes)
        {
            Run = new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"), Actor = "actor 1", Sequence = 9, WeightsVersion = 450, Returns = [1, -0.5f],
        };
        random.NextBytes(batch.Frames);
        for (int i = 0; i < batch.Starts.Length; i++) batch.Starts[i] = random.Next(4) == 0;
        for (int i = 0; i < batch.Actions.Length; i++)
        {
            batch.Actions[i] = (byte)random.Next(5);
            (batch.Terminated[i], batch.Truncated[i]) = (random.Next(5) == 0, random.Next(5) == 0);
            (batch.Rewards[i], batch.Judgments[i]) = (random.NextSingle(), random.NextSingle());
        }
        return batch;
    }
}
