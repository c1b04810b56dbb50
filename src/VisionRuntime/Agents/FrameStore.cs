using ShaderKernels.Devices;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Agents;

/// <summary>
/// Frames in a buffer of the device, with 8 bits per element: three of them are the digits of one float to the base 256, which float32
/// holds exactly. Frames are stored from the observations and restored in the graph of a training step, so they never cross to the host.
/// </summary>
internal sealed class FrameStore : IDisposable
{
    private const int PerFloat = 3;

    private readonly Variables _variables;
    private readonly Plan? _pack;
    private readonly SlotTensor _slots;
    private readonly int _count, _frameSize, _width;
    private readonly float[] _floats;

    /// <summary>Allocates the buffer for frames that the host stores.</summary>
    /// <param name="device">The device.</param>
    /// <param name="count">The number of frames of a batch, one for each environment.</param>
    /// <param name="frameSize">The number of elements of a frame.</param>
    /// <param name="slots">The number of batches of frames.</param>
    public FrameStore(Device device, int count, int frameSize, int slots)
    {
        (_count, _frameSize, _width) = (count, frameSize, (frameSize + PerFloat - 1) / PerFloat);
        _variables = new Variables(device);
        _slots = new SlotTensor(device, slots, [count, _width]);
        _floats = new float[count * _width];
    }

    /// <summary>Allocates the buffer for frames that are stored from observations.</summary>
    /// <param name="device">The device.</param>
    /// <param name="observations">The observations of a batch of environments, [environments, ...], which are stored in place.</param>
    /// <param name="frameSize">The number of elements of an observation that are stored, its last ones: those of the newest frame.</param>
    /// <param name="slots">The number of batches of frames.</param>
    public FrameStore(Device device, Tensor observations, int frameSize, int slots)
        : this(device, observations.Shape[0], frameSize, slots)
    {
        var bindings = new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["observations"] = observations };
        _pack = Plan.Compile(PackGraph(observations.Shape, frameSize, _width), device, _variables, bindings);
    }

    /// <summary>Gets the packed frames, [slots * environments, floats]: row slot * environments + environment.</summary>
    public Tensor Frames => _slots.Whole;

    /// <summary>Adds the nodes that restore frames: rows [N * frames] of the store become observations, [N, frames * ...].</summary>
    /// <param name="store">The packed frames.</param>
    /// <param name="rows">The rows of the frames of each observation, the newest last.</param>
    /// <param name="observations">The shape of the result.</param>
    public static Value Restore(Value store, Value rows, Shape observations)
    {
        var graph = store.Graph;
        var packed = store.Gather(rows);
        Expression high = Floor(Input(0) / 65536f), middle = Floor((Input(0) - high * 65536f) / 256f);
        var low = Input(0) - high * 65536f - middle * 256f;
        var digits = ((Expression[])[low, middle, high]).Select(digit => graph.Map(digit * (1 / 255f), packed)).ToArray();
        int frameSize = (int)(observations.Count / rows.Shape[0]);
        return Join.Concatenate(1, digits).Slice(1, 0, frameSize).Reshape(observations);
    }

    /// <summary>Stores the newest frames of the observations.</summary>
    /// <param name="slot">The index of the batch.</param>
    /// <exception cref="InvalidOperationException">The buffer is for frames that the host stores.</exception>
    public void Store(int slot)
    {
        if (_pack is null) throw new InvalidOperationException("FrameStore: there are no observations to store");
        _pack.Run();
        _slots.Store(slot, _pack.Output("packed"));
    }

    /// <summary>Stores frames of the host.</summary>
    /// <param name="slot">The index of the batch.</param>
    /// <param name="frames">The frames, [environments, elements].</param>
    public void Store(int slot, ReadOnlySpan<byte> frames)
    {
        for (int e = 0; e < _count; e++)
        {
            var frame = frames.Slice(e * _frameSize, _frameSize);
            var packed = _floats.AsSpan(e * _width, _width);
            for (int i = 0; i < packed.Length; i++) packed[i] = frame[i];
            for (int part = 1, place = 256; part < PerFloat; part++, place *= 256)
            {
                var digits = frame[Math.Min(frame.Length, part * _width)..];
                for (int i = 0; i < Math.Min(_width, digits.Length); i++) packed[i] += place * digits[i];
            }
        }
        _slots[slot].Write(_floats);
    }

    /// <summary>Copies frames to the host; waits for the device.</summary>
    /// <param name="slot">The index of the batch.</param>
    /// <param name="frames">Receives the frames, [environments, elements].</param>
    public void Read(int slot, Span<byte> frames)
    {
        _slots[slot].Read(_floats);
        for (int e = 0; e < _count; e++)
        {
            var frame = frames.Slice(e * _frameSize, _frameSize);
            var packed = _floats.AsSpan(e * _width, _width);
            for (int part = 0, shift = 0; part < PerFloat; part++, shift += 8)
            {
                var digits = frame[Math.Min(frame.Length, part * _width)..];
                for (int i = 0; i < Math.Min(_width, digits.Length); i++) digits[i] = (byte)((int)packed[i] >> shift);
            }
        }
    }

    /// <summary>Frees the buffer.</summary>
    public void Dispose()
    {
        _pack?.Dispose();
        _variables.Dispose();
        _slots.Dispose();
    }

    private static Graph PackGraph(Shape observations, int frameSize, int width)
    {
        var graph = new Graph();
        var flat = graph.Input("observations", observations).Flatten();
        var newest = flat.Slice(1, flat.Shape[1] - frameSize, frameSize).Pad([0, 0], [0, width * PerFloat - frameSize]);
        var parts = Enumerable.Range(0, PerFloat).Select(i => newest.Slice(1, i * width, width)).ToArray();
        static Expression Level(int part) => Floor(Min(Max(Input(part), 0), 1) * 255f + 0.5f);
        graph.Output("packed", graph.Map(Level(0) + Level(1) * 256f + Level(2) * 65536f, parts));
        return graph;
    }
}
