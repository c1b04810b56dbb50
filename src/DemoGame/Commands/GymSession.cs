using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using DemoGame.Games;
using ShaderKernels.Backends.Cpu;
using Silk.NET.OpenGL;
using VisionRuntime.Capture;

namespace DemoGame.Commands;

/// <summary>The environments of one client, and the answers to its messages.</summary>
internal sealed class GymSession(GL gl, GameDefinition game, EnvironmentOptions options) : IDisposable
{
    public const int Version = 1, MaximumEnvironments = 256, MaximumSize = 256, MaximumFrames = 8;

    private readonly CpuDevice _device = new();
    private GameEnvironment? _environment;
    private MemoryMappedFile? _memory;
    private MemoryMappedViewAccessor? _view;
    private string? _memoryPath;
    private bool _greeted, _wasReset;
    private float[] _values = [], _rewards = [];
    private bool[] _terminated = [], _truncated = [];
    private byte[] _pixels = [];

    /// <summary>Gets whether the client has said goodbye.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Answers a message.</summary>
    /// <exception cref="GymProtocolException">The message cannot be answered; the session is unchanged and can go on.</exception>
    public GymMessage Answer(GymMessage message)
    {
        string operation = Text(message, "op");
        if (!_greeted && operation != "hello")
            throw new GymProtocolException("hello", $"the first message must be 'hello', not '{operation}'");
        switch (operation)
        {
            case "hello": return Greet(message);
            case "make": return Make(message);
            case "reset": return Reset(message);
            case "step": return Step(message);
            case "close":
                IsClosed = true;
                return new(new JsonObject { ["ok"] = true }, []);
            default:
                throw new GymProtocolException(
                    "operation", $"unknown operation '{operation}'; there are hello, make, reset, step and close");
        }
    }

    public void Dispose()
    {
        Unmap();
        _environment?.Dispose();
        _device.Dispose();
    }

    private GymMessage Greet(GymMessage message)
    {
        long version = Integer(message, "version", 0, long.MaxValue, 0);
        if (version != Version)
            throw new GymProtocolException("version", $"the client speaks version {version} of the protocol, the server version {Version}");
        _greeted = true;
        return new(
            new JsonObject
            {
                ["ok"] = true, ["version"] = Version, ["game"] = game.Name,
                ["actions"] = new JsonArray([.. game.Actions.Select(name => JsonValue.Create(name))]),
                ["max_num_envs"] = MaximumEnvironments,
            },
            []);
    }

    private GymMessage Make(GymMessage message)
    {
        int count = (int)Integer(message, "num_envs", 1, MaximumEnvironments, 1);
        var defaults = AgentNetwork.For(game).Preprocessing;
        int width = (int)Integer(message, "width", 8, MaximumSize, defaults.Width);
        int height = (int)Integer(message, "height", 8, MaximumSize, defaults.Height);
        int frames = (int)Integer(message, "frames", 1, MaximumFrames, defaults.Frames);
        bool color = Flag(message, "color"), shared = Flag(message, "shared_memory");
        var played = options with { FrameSkip = (int)Integer(message, "frame_skip", 1, 64, options.FrameSkip) };
        var preprocessing = new Preprocessing(width, height)
        {
            Resize = FrameResize.Stretch, Grayscale = !color, Frames = frames, Quantize = true,
        };
        Unmap();
        _environment?.Dispose();
        _environment = new GameEnvironment(gl, game, count, _device, preprocessing, played);
        (_wasReset, _rewards, _terminated, _truncated) = (false, new float[count], new bool[count], new bool[count]);
        _values = new float[_environment.Observations.Shape.Count];
        _pixels = new byte[_values.Length];
        if (shared) Map();
        var shape = _environment.Observations.Shape;
        return new(
            new JsonObject
            {
                ["ok"] = true, ["num_envs"] = count, ["shape"] = new JsonArray(shape[1], shape[2], shape[3]), ["dtype"] = "uint8",
                ["actions"] = game.Actions.Count, ["frame_skip"] = played.FrameSkip, ["autoreset"] = "next_step",
                ["shared_memory"] = _memoryPath,
            },
            []);
    }

    private GymMessage Reset(GymMessage message)
    {
        var environment = Made();
        environment.Reset((ulong)Integer(message, "seed", 0, long.MaxValue, Random.Shared.Next()));
        _wasReset = true;
        return new(new JsonObject { ["ok"] = true }, Observe(environment));
    }

    private GymMessage Step(GymMessage message)
    {
        var environment = Made();
        if (!_wasReset) throw new GymProtocolException("reset", "the environments must be reset before the first step");
        if (message.Payload.Length != environment.Count * sizeof(int))
        {
            throw new GymProtocolException(
                "actions", $"{message.Payload.Length} bytes of actions for {environment.Count} environments; send one int32 for each");
        }
        var actions = MemoryMarshal.Cast<byte, int>(message.Payload);
        for (int i = 0; i < actions.Length; i++)
        {
            if ((uint)actions[i] < (uint)environment.ActionCount) continue;
            throw new GymProtocolException(
                "actions", $"environment {i} has no action {actions[i]}; actions are from 0 to {environment.ActionCount - 1}");
        }
        environment.Step(actions, _rewards, _terminated, _truncated);
        byte[] pixels = Observe(environment), payload = new byte[environment.Count * 7 + pixels.Length];
        var rest = payload.AsSpan();
        Append(MemoryMarshal.AsBytes<float>(_rewards), ref rest);
        Append(MemoryMarshal.AsBytes<bool>(_terminated), ref rest);
        Append(MemoryMarshal.AsBytes<bool>(_truncated), ref rest);
        Append(MemoryMarshal.AsBytes(environment.LivesLost), ref rest);
        Append(pixels, ref rest);
        return new(new JsonObject { ["ok"] = true }, payload);

        static void Append(ReadOnlySpan<byte> part, ref Span<byte> rest)
        {
            part.CopyTo(rest);
            rest = rest[part.Length..];
        }
    }

    private GameEnvironment Made() => _environment ?? throw new GymProtocolException("make", "no environments have been made yet");

    /// <summary>Returns the observations as bytes; none if the client reads them from the shared memory.</summary>
    private byte[] Observe(GameEnvironment environment)
    {
        environment.Observations.Read(_values);
        for (int i = 0; i < _values.Length; i++) _pixels[i] = (byte)(_values[i] * 255 + 0.5f);
        if (_view is null) return _pixels;
        _view.WriteArray(0, _pixels, 0, _pixels.Length);
        return [];
    }

    private void Map()
    {
        string folder = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        _memoryPath = Path.Combine(folder, $"vision-gym-{Environment.ProcessId}-{Guid.NewGuid():N}");
        _memory = MemoryMappedFile.CreateFromFile(_memoryPath, FileMode.CreateNew, null, _pixels.Length);
        _view = _memory.CreateViewAccessor();
    }

    private void Unmap()
    {
        _view?.Dispose();
        _memory?.Dispose();
        if (_memoryPath is not null) File.Delete(_memoryPath);
        (_view, _memory, _memoryPath) = (null, null, null);
    }

    private static string Text(GymMessage message, string name)
    {
        var value = message.Header[name] as JsonValue;
        return value is not null && value.TryGetValue(out string? text) ? text
            : throw new GymProtocolException(name, $"the header needs '{name}', a text");
    }

    private static bool Flag(GymMessage message, string name)
    {
        if (message.Header[name] is null) return false;
        return message.Header[name] is JsonValue value && value.TryGetValue(out bool flag) ? flag
            : throw new GymProtocolException(name, $"'{name}' must be true or false");
    }

    private static long Integer(GymMessage message, string name, long minimum, long maximum, long defaultValue)
    {
        if (message.Header[name] is not { } node) return defaultValue;
        if (node is JsonValue value && value.TryGetValue(out long number) && number >= minimum && number <= maximum) return number;
        throw new GymProtocolException(name, $"'{name}' must be an integer from {minimum} to {maximum}, not {node.ToJsonString()}");
    }
}
