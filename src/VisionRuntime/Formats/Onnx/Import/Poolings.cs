using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Pooling, with windows and global.</summary>
internal static class Poolings
{
    /// <summary>Float32 represents indices up to this number.</summary>
    private const int MaxIndices = 1 << 24;

    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("MaxPool", MaxPool),
        ("MaxUnpool", call => call.Return(MaxUnpool(call))),
        ("AveragePool", call => call.Return(Pool(call, call.Int("count_include_pad") != 0 ? PoolKind.PaddedAverage : PoolKind.Average))),
        ("LpPool", call => call.Return(call[0].NormPool(Order(call), WindowsOf(call)))),
        ("GlobalAveragePool", call => call.Return(call[0].GlobalAveragePool())),
        ("GlobalMaxPool", call => call.Return(call[0].GlobalMaxPool())),
        ("GlobalLpPool", call => call.Return(call[0].GlobalNormPool(Order(call)))),
    ];

    private static Value Pool(NodeCall call, PoolKind kind) => call[0].Pool(kind, WindowsOf(call));

    /// <summary>
    /// The indices count through the whole input, in row-major or (storage_order 1) column-major order within each channel.
    /// </summary>
    private static void MaxPool(NodeCall call)
    {
        if (!call.HasOutput(1))
        {
            call.Return(Pool(call, PoolKind.Max));
            return;
        }
        var x = call[0];
        var windows = WindowsOf(call);
        if (windows.Length > 2) throw call.Unsupported("with indices of three and more spatial axes");
        if (x.Shape.Count > MaxIndices) throw call.Unsupported($"with indices of more than {MaxIndices} elements");
        if (windows.Length == 1) windows = [new Window(1), windows[0]];
        int n = x.Shape[0], c = x.Shape[1], height = x.Shape.Rank == 3 ? 1 : x.Shape[2], width = x.Shape[-1];
        var (maxima, indices) = x.Reshape([n, c, height, width]).MaxPoolWithIndices(windows[0], windows[1]);
        Shape shape = x.Shape.Rank == 3 ? [n, c, maxima.Shape[3]] : maxima.Shape;
        float[] offsets = [.. Enumerable.Range(0, n * c).Select(channel => (float)channel * height * width)];
        var row = Floor((Input(0) + 0.5f) / width);
        Expression index = call.Int("storage_order") == 0 ? Input(0) : (Input(0) - row * width) * height + row;
        call.Return(0, maxima.Reshape(shape));
        call.Return(1, call.Map(index + Input(1), indices, call.Graph.Constant([n, c, 1, 1], offsets)).Reshape(shape), OnnxType.Int64);
    }

    /// <summary>Writes each value to its index, which counts through the whole output; the other elements are 0.</summary>
    private static Value MaxUnpool(NodeCall call)
    {
        Value x = call[0], indices = call[1];
        int[] lengths = [.. WindowAttributes.Of(call, x.Shape).Select((window, i) => Unpooled(window, x.Shape[i + 2]))];
        Shape inferred = [x.Shape[0], x.Shape[1], .. lengths];
        var output = call.Has(2) ? call.ToShape(call.KnownIntegers(2, "output_shape")) : inferred;
        if (output.Rank != inferred.Rank || output.Zip(inferred).Any(pair => pair.First < pair.Second))
            throw call.Error($"output_shape {output} is smaller than {inferred}");
        // The indices refer to the inferred shape; a larger output is padded at the end.
        var scatter = new ScatterAssign(0, checked((int)inferred.Count));
        var flat = call.Apply(scatter, indices.Reshape([(int)x.Shape.Count]), x.Reshape([(int)x.Shape.Count]));
        return flat.Reshape(inferred).Pad(new int[inferred.Rank], [.. output.Zip(inferred).Select(pair => pair.First - pair.Second)]);

        static int Unpooled(Window window, int length) => (length - 1) * window.Stride - window.PadBegin - window.PadEnd + window.Size;
    }

    private static Window[] WindowsOf(NodeCall call) =>
        WindowAttributes.Of(call, call.ShapeOf(0), null, call.Int("ceil_mode") != 0 ? RoundingMode.Ceiling : RoundingMode.Floor);

    /// <summary>The order of the norm, a float in version 1.</summary>
    private static float Order(NodeCall call) => call.Version < 2 ? call.Float("p", 2) : call.Int("p", 2);
}
