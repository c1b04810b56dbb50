using ShaderKernels.Devices;
using ShaderKernels.Operators;
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

    private readonly Device _device;
    private readonly Variables _variables;
    private readonly Plan _pack;
    private readonly Kernel _copy;
    private readonly Tensor[] _slots, _packed;

    /// <summary>Allocates the buffer.</summary>
    /// <param name="device">The device.</param>
    /// <param name="observations">The observations of a batch of environments, [environments, ...], which are stored in place.</param>
    /// <param name="frameSize">The number of elements of an observation that are stored, its last ones: those of the newest frame.</param>
    /// <param name="slots">The number of batches of frames.</param>
    public FrameStore(Device device, Tensor observations, int frameSize, int slots)
    {
        _device = device;
        int count = observations.Shape[0], width = (frameSize + PerFloat - 1) / PerFloat;
        var bindings = new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["observations"] = observations };
        _variables = new Variables(device);
        _pack = Plan.Compile(PackGraph(observations.Shape, frameSize, width), device, _variables, bindings);
        Frames = device.AllocateTensor([slots * count, width]);
        Shape batch = [count, width];
        _slots = [.. Enumerable.Range(0, slots).Select(slot => new Tensor(Frames.Buffer, slot * batch.Count, batch))];
        _packed = [_pack.Output("packed")];
        _copy = device.Prepare(new Map(Input(0)), [batch]);
    }

    /// <summary>Gets the packed frames, [slots * environments, floats]: row slot * environments + environment.</summary>
    public Tensor Frames { get; }

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
    public void Store(int slot)
    {
        _pack.Run();
        _device.Begin();
        try
        {
            _copy.Run(_packed, _slots.AsSpan(slot, 1));
        }
        finally
        {
            _device.End();
        }
    }

    /// <summary>Frees the buffer.</summary>
    public void Dispose()
    {
        _copy.Dispose();
        _pack.Dispose();
        _variables.Dispose();
        Frames.Buffer.Dispose();
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
