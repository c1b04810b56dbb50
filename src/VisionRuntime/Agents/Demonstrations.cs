using System.IO.Compression;
using System.Numerics.Tensors;
using System.Text;
using System.Text.Json;
using ShaderKernels.Tensors;
using VisionRuntime.Formats;

namespace VisionRuntime.Agents;

/// <summary>Recorded play: what was observed, with 8 bits per element, and which action was taken.</summary>
public sealed class Demonstrations
{
    private const int LongestHeader = 4096;

    private readonly List<(byte[] Observation, byte Action)> _steps = [];
    private readonly int _capacity;
    private int _oldest;

    /// <summary>Creates an empty recording.</summary>
    /// <param name="observation">The shape of an observation: [1, stack * channels, H, W].</param>
    /// <param name="actions">The number of actions.</param>
    /// <param name="capacity">The largest number of steps; the oldest are overwritten.</param>
    public Demonstrations(Shape observation, int actions, int capacity = int.MaxValue) =>
        (Observation, ActionCount, _capacity) = (observation, actions, capacity);

    /// <summary>Gets the shape of an observation: [1, stack * channels, H, W].</summary>
    public Shape Observation { get; }

    /// <summary>Gets the number of actions.</summary>
    public int ActionCount { get; }

    /// <summary>Gets the number of steps.</summary>
    public int Count => _steps.Count;

    /// <summary>Adds a step.</summary>
    /// <param name="observation">The observation, values from 0 to 1.</param>
    /// <param name="action">The action that was taken.</param>
    /// <exception cref="ArgumentException">The observation has another size, or there is no such action.</exception>
    public void Add(ReadOnlySpan<float> observation, int action)
    {
        if (observation.Length != Observation.Count || (uint)action >= (uint)ActionCount)
        {
            throw new ArgumentException(
                $"Demonstrations: action {action} after {observation.Length} elements; recorded are {ActionCount} actions after "
                + $"{Observation}");
        }
        var bytes = new byte[observation.Length];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)(observation[i] * 255 + 0.5f);
        if (_steps.Count < _capacity) _steps.Add((bytes, (byte)action));
        else _steps[_oldest++ % _capacity] = (bytes, (byte)action);
    }

    /// <summary>Restores a step.</summary>
    /// <param name="step">The index of the step.</param>
    /// <param name="observation">Receives the observation.</param>
    /// <returns>The action that was taken.</returns>
    public int Read(int step, Span<float> observation)
    {
        TensorPrimitives.ConvertTruncating<byte, float>(_steps[step].Observation, observation);
        TensorPrimitives.Multiply(observation, 1 / 255f, observation);
        return _steps[step].Action;
    }

    /// <summary>Saves the recording, compressed; an existing file is replaced as a whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="game">The game that was played.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path, string game)
    {
        AtomicFile.Write(path, file =>
        {
            using var stream = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true);
            var header = new Header(game, ActionCount, [.. Observation.Dimensions], Count);
            stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(header) + "\n"));
            foreach (var (observation, action) in _steps)
            {
                stream.WriteByte(action);
                stream.Write(observation);
            }
        });
    }

    /// <summary>Loads a recording.</summary>
    /// <param name="path">The file.</param>
    /// <param name="game">Receives the game that was played.</param>
    /// <exception cref="InvalidDataException">The file is not a recording, or is cut off.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Demonstrations Load(string path, out string game)
    {
        try
        {
            using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            var header = ReadHeader(stream);
            var shape = Shape.Of(header.Shape);
            if (header.Shape is not [1, _, _, _] || header.Shape.Any(length => length is < 1 or > 4096) || header.Actions is < 1 or > 256
                || header.Count < 0)
                throw new InvalidDataException("the header is out of range");
            var recording = new Demonstrations(shape, header.Actions);
            for (int step = 0; step < header.Count; step++)
            {
                int action = stream.ReadByte();
                if (action >= header.Actions) throw new InvalidDataException($"step {step} has the action {action}");
                var observation = new byte[shape.Count];
                stream.ReadExactly(observation);
                recording._steps.Add((observation, (byte)action));
            }
            game = header.Game;
            return recording;
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or EndOfStreamException or OverflowException)
        {
            throw new InvalidDataException($"{path}: the file is not a recording of play, or is damaged ({exception.Message})", exception);
        }
    }

    private static Header ReadHeader(Stream stream)
    {
        var text = new List<byte>();
        for (int value = stream.ReadByte(); value is not ('\n' or -1); value = stream.ReadByte())
        {
            text.Add((byte)value);
            if (text.Count > LongestHeader) throw new InvalidDataException("the header is too long");
        }
        return JsonSerializer.Deserialize<Header>(text.ToArray()) ?? throw new JsonException("the header is null");
    }

    private sealed record Header(string Game, int Actions, int[] Shape, int Count);
}
