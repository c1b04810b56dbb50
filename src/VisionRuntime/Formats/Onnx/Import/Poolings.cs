using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Pooling, under windows and over whole images.</summary>
internal static class Poolings
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("MaxPool", MaxPool),
        ("MaxUnpool", call => call.Return(MaxUnpool(call))),
        ("AveragePool", call => call.Return(Pool(call, call.Int("count_include_pad") != 0 ? PoolKind.PaddedAverage : PoolKind.Average))),
        ("LpPool", call => call.Return(call[0].NormPool(Norm(call), WindowsOf(call)))),
        ("GlobalAveragePool", call => call.Return(call[0].GlobalAveragePool())),
        ("GlobalMaxPool", call => call.Return(call[0].GlobalMaxPool())),
        ("GlobalLpPool", call => call.Return(call[0].GlobalNormPool(Norm(call)))),
    ];

    private static Value Pool(NodeCall call, PoolKind kind) => call[0].Pool(kind, WindowsOf(call));

    /// <summary>Each maximum, and where wanted its place among all numbers of the input, row by row or column by column within a plane.</summary>
    private static void MaxPool(NodeCall call)
    {
        if (!call.Wants(1))
        {
            call.Return(Pool(call, PoolKind.Max));
            return;
        }
        var x = call[0];
        var windows = WindowsOf(call);
        if (windows.Length > 2) throw call.Unsupported("with indices of volumes");
        if (x.Shape.Count > 1 << 24) throw call.Unsupported($"with indices of more than {1 << 24} places, which floats cannot number");
        if (windows.Length == 1) windows = [new Window(1), windows[0]];
        int n = x.Shape[0], c = x.Shape[1], height = x.Shape.Rank == 3 ? 1 : x.Shape[2], width = x.Shape[-1];
        var (maxima, places) = x.Reshape([n, c, height, width]).MaxPoolWithIndices(windows[0], windows[1]);
        Shape shape = x.Shape.Rank == 3 ? [n, c, maxima.Shape[3]] : maxima.Shape;
        var planes = call.Graph.Constant([n, c, 1, 1], [.. Enumerable.Range(0, n * c).Select(plane => (float)plane * height * width)]);
        var row = Floor((Input(0) + 0.5f) / width);
        Expression place = call.Int("storage_order") == 0 ? Input(0) : (Input(0) - row * width) * height + row;
        call.Return(0, maxima.Reshape(shape));
        call.Return(1, call.Map(place + Input(1), places, planes).Reshape(shape), OnnxType.Int64);
    }

    /// <summary>The way back: numbers are put where the indices, counted through the whole output, say; zeros elsewhere.</summary>
    private static Value MaxUnpool(NodeCall call)
    {
        Value x = call[0], indices = call[1];
        int[] usual = [.. Windows.Of(call, x.Shape).Select((window, i) => (x.Shape[i + 2] - 1) * window.Stride - window.PadBegin - window.PadEnd + window.Size)];
        Shape natural = [x.Shape[0], x.Shape[1], .. usual], output = call.Has(2) ? Shape.Of([.. call.KnownIntegers(2, "output_shape").Select(call.Dimension)]) : natural;
        if (output.Rank != natural.Rank || output.Zip(natural).Any(pair => pair.First < pair.Second)) throw call.Error($"{natural} does not fit into {output}");
        // The indices count through the output without output_shape; what that adds lies behind.
        var flat = call.Apply(new ScatterAssign(0, checked((int)natural.Count)), indices.Reshape([(int)x.Shape.Count]), x.Reshape([(int)x.Shape.Count]));
        return flat.Reshape(natural).Pad(new int[natural.Rank], [.. output.Zip(natural).Select(pair => pair.First - pair.Second)]);
    }

    private static Window[] WindowsOf(NodeCall call) => Windows.Of(call, call.ShapeOf(0), null, call.Int("ceil_mode") != 0 ? Fit.Ceiling : Fit.Floor);

    /// <summary>Which norm; a floating number in version 1.</summary>
    private static float Norm(NodeCall call) => call.Version < 2 ? call.Float("p", 2) : call.Int("p", 2);
}
