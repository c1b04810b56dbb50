using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using ShaderKernels.Tests.Reference;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Layers;

/// <summary>Picking, placing, unpooling and words as vectors, against their definitions.</summary>
public class IndexingLayerTests
{
    private static readonly int[] Repeated = [2, -1, 0, 2, 2, -3];

    private static readonly LayerCase[] Cases =
    [
        new("gather with repeated and negative indices", g => X(g, [2, 3, 4]).Gather(Fixed(g, [2, 3], Repeated), 1),
            n => Each([2, 2, 3, 4], p => At(n["x"], p[0], Index(Repeated[p[1] * 3 + p[2]], 3), p[3]))),
        new("gather a single row", g => X(g, [3, 4]).Gather(Fixed(g, [], -1)),
            n => Each([4], p => At(n["x"], 2, p[0]))),
        new("gather elements", g => X(g, [3, 4, 2]).GatherElements(Fixed(g, [2, 6, 1], 0, -1, 3, 3, 1, 0, -4, 2, 2, 2, 1, 1), 1),
            n => Each([2, 6, 1], p => At(n["x"], p[0], Index(new[] { 0, -1, 3, 3, 1, 0, -4, 2, 2, 2, 1, 1 }[p[0] * 6 + p[1]], 4), p[2]))),
        new("gather elements of the first axis", g => X(g, [3, 4]).GatherElements(Fixed(g, [2, 4], 0, 1, 2, -1, -2, -3, 1, 1)),
            n => Each([2, 4], p => At(n["x"], Index(new[] { 0, 1, 2, -1, -2, -3, 1, 1 }[p[0] * 4 + p[1]], 3), p[1]))),
        new("gather by tuples", g => X(g, [3, 4, 5]).GatherND(Fixed(g, [2, 2, 2], 0, 1, -1, -1, 2, 0, 0, 1)),
            n => Each([2, 2, 5], p => At(n["x"], new[] { 0, 2, 2, 0 }[p[0] * 2 + p[1]], new[] { 1, 3, 0, 1 }[p[0] * 2 + p[1]], p[2]))),
        new("gather by tuples of one", g => X(g, [3, 4]).GatherND(Fixed(g, [4, 1], 1, -1, 0, 1)),
            n => Each([4, 4], p => At(n["x"], new[] { 1, 2, 0, 1 }[p[0]], p[1]))),
        new("gather by tuples in batches", g => X(g, [2, 3, 4, 2]).GatherND(Fixed(g, [2, 3, 2], 0, 1, -1, -1, 2, 0, 1, 1, 1, 1, 0, 3), 1),
            n => Each([2, 3, 2],
                p => At(n["x"], p[0], new[] { 0, 2, 2, 1, 1, 0 }[p[0] * 3 + p[1]], new[] { 1, 3, 0, 1, 1, 3 }[p[0] * 3 + p[1]], p[2]))),
        .. Enum.GetValues<ScatterKind>().Where(kind => kind != ScatterKind.Multiply)
        .Select(kind => new LayerCase($"scatter elements, {kind}",
            g => X(g, [3, 4, 2])
                .ScatterElements(Fixed(g, [2, 3, 2], 0, 3, 1, 3, -1, 0, 2, 2, 2, 2, 2, -2),
                g.Variable("u", [2, 3, 2], Initializers.Glorot), 1, kind),
            n => Placed(n["x"], n["u"], kind,
                p => [p[0], Index(new[] { 0, 3, 1, 3, -1, 0, 2, 2, 2, 2, 2, -2 }[(p[0] * 3 + p[1]) * 2 + p[2]], 4), p[2]]))),
        .. Enum.GetValues<ScatterKind>().Where(kind => kind != ScatterKind.Multiply)
        .Select(kind => new LayerCase($"scatter by tuples, {kind}",
            g => X(g, [3, 4, 2]).ScatterND(Fixed(g, [4, 2], 0, 1, -1, -1, 2, 3, 0, 1), g.Variable("u", [4, 2], Initializers.Glorot), kind),
            n => Placed(n["x"], n["u"], kind, p => [new[] { 0, 2, 2, 0 }[p[0]], new[] { 1, 3, 3, 1 }[p[0]], p[1]]))),
        new("scatter elements, Multiply by fixed numbers",
            g => X(g, [5]).ScatterElements(Fixed(g, [4], 1, -1, 1, 0), g.Constant([4], 2, 0.5f, -3, 0), 0, ScatterKind.Multiply),
            n => Each([5], p => At(n["x"], p[0]) * new[] { 0, -6, 1, 1, 0.5 }[p[0]])),
        new("assign rows, the last stays", g => g.Apply(new ScatterAssign(1, 4), Fixed(g, [3], 2, 0, -2), X(g, [2, 3, 3])),
            n => Each([2, 4, 3], p => p[1] == 2 ? At(n["x"], p[0], 2, p[2]) : p[1] == 0 ? At(n["x"], p[0], 1, p[2]) : 0)),
        new("one hot", g => X(g, [2, 3]) is var x ? Fixed(g, [2], 1, -1).OneHot(3, 1, 2, -1) * x : null!,
            n => Each([2, 3], p => At(n["x"], p[0], p[1]) * (p[1] == p[0] + 1 ? 2 : -1))),
        new("one hot on a leading axis, one outside", g => Fixed(g, [2], 3, 0).OneHot(3, 0) * X(g, [3, 2]),
            n => Each([3, 2], p => p[0] == 0 && p[1] == 1 ? At(n["x"], 0, 1) : 0)),
        new("embedding", g => Fixed(g, [2, 3], 4, 0, 4, 1, 4, 3).Embedding("e", 5, 3) * X(g, [2, 3, 3]),
            n => Each([2, 3, 3], p => At(n["e/table"], new[] { 4, 0, 4, 1, 4, 3 }[p[0] * 3 + p[1]], p[2]) * At(n["x"], p[0], p[1], p[2]))),
        new("the largest by its place", g => X(g, [2, 5, 3]) is var x ? x.GatherElements(x.ArgMax(1), 1) : null!,
            n => Each([2, 1, 3], p => Enumerable.Range(0, 5).Max(i => At(n["x"], p[0], i, p[2])))),
        new("the smallest by its place", g => X(g, [4, 6]) is var x ? x.GatherElements(x.ArgMin(-1, selectLast: true), -1) : null!,
            n => Each([4, 1], p => Enumerable.Range(0, 6).Min(i => At(n["x"], p[0], i)))),
        new("unpooling", g => X(g, [2, 3, 4, 6]) is var x && x.MaxPoolWithIndices(2) is var (maxima, switches)
            ? maxima.Unpool(switches, x.Shape) : null!,
            n => Each([2, 3, 4, 6], p => Kept(n["x"], p, 2, 2, 2, 3))),
        new("unpooling of overlapping windows after a convolution", g => X(g, [2, 2, 9, 9]).Convolution("c", 5, 3) is var x
            && x.MaxPoolWithIndices(3, 2) is var (maxima, switches) ? maxima.Unpool(switches, x.Shape) : null!,
            n => Each([2, 5, 7, 7], p => Kept(Convolved(n), p, 3, 2, 3, 3))),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(layer => layer.Name)];

    public static TheoryData<string, string> OnDevices => LayerCase.OnDevices(Cases);

    [Theory, MemberData(nameof(Names))]
    public void Formula_and_central_differences_agree(string name) => Cases.Single(layer => layer.Name == name).CheckInDouble();

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void The_device_agrees(string device, string name) => Cases.Single(layer => layer.Name == name).CheckOn(device);

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void The_first_or_last_of_equal_extremes_is_selected(string device)
    {
        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened);
        var graph = new Graph();
        var x = graph.Input("x", [2, 4]);
        graph.Output("first largest", x.ArgMax(1));
        graph.Output("last largest", x.ArgMax(1, selectLast: true));
        graph.Output("first smallest", x.ArgMin(1));
        graph.Output("last smallest", x.ArgMin(1, selectLast: true));
        graph.Output("largest of a column", x.ArgMax(0));
        using var plan = Plan.Compile(graph, opened, variables);
        plan.Input("x").Write([2, 7, 7, 2, float.NegativeInfinity, float.NegativeInfinity, 1, 1]);
        plan.Run();
        Assert.Equal([1, 2], plan.Output("first largest").ToArray());
        Assert.Equal([2, 3], plan.Output("last largest").ToArray());
        Assert.Equal([0, 0], plan.Output("first smallest").ToArray());
        Assert.Equal([3, 1], plan.Output("last smallest").ToArray());
        Assert.Equal([0, 0, 0, 0], plan.Output("largest of a column").ToArray());
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Training_an_embedding_allocates_no_managed_memory(string name)
    {
        TestDevices.SkipWhereLaunchesAllocate(name);
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device);
        var graph = new Graph();
        var words = graph.Input("words", [16, 7]).Embedding("e", 50, 5);
        var assigned = graph.Constant([1, 7, 5], new float[35]).Expand([16, 7, 5])
            .ScatterND(graph.Constant([2, 1], 3, 3), words.Gather(graph.Constant([2], 1, 2)));
        var loss = (words.MatMul(words, transposeB: true).Mean() + assigned.Mean()).Mean();
        new Sgd().Minimize(loss, [.. graph.Variables.Values.Where(v => v.Trainable).Select(v => v.Value)]);
        graph.Output("loss", loss);
        using var plan = Plan.Compile(graph, device, variables);
        for (int warm = 0; warm < 40; warm++) plan.Run();
        device.Finish();
        Thread.Sleep(200); // tiered compilation publishes in the background
        plan.Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) plan.Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Shapes_that_do_not_match_are_reported()
    {
        var graph = new Graph();
        var x = graph.Input("x", [3, 4]);
        Assert.Equal("Gather: axis 2 of x [3, 4]; it must be from -2 to 1", Refused(() => x.Gather(x, 2)));
        Assert.Contains("do not match the data x [3, 4]", Refused(() => x.GatherElements(graph.Input("longer", [2, 5]))),
            StringComparison.Ordinal);
        Assert.Contains("do not match the data x [3, 4]", Refused(() => x.GatherND(graph.Input("tuples", [2, 3]))),
            StringComparison.Ordinal);
        Assert.Contains("must have the shape of the indices", Refused(() => x.ScatterElements(x, graph.Input("updates", [3, 3]))),
            StringComparison.Ordinal);
        Assert.Contains("more than 16777216 elements",
            Refused(() => graph.Input("large", [5000, 5000]).GatherND(graph.Input("pairs", [1, 2]))), StringComparison.Ordinal);
        Assert.Contains("axis 3 of a result with 3 axes", Refused(() => x.OneHot(5, 3)), StringComparison.Ordinal);
        Assert.Contains("is empty", Refused(() => graph.Input("empty", [3, 0]).ArgMax(1)), StringComparison.Ordinal);
        Assert.Contains("the same N and C",
            Refused(() => graph.Input("pooled", [1, 2, 3, 3]).Unpool(graph.Input("switches", [1, 2, 3, 3]), [1, 3, 6, 6])),
                StringComparison.Ordinal);

        static string Refused(Func<Value> build) => Assert.Throws<ShapeException>(build).Message;
    }

    private static Value X(Graph graph, Shape shape) => graph.Input("x", shape);

    private static Value Fixed(Graph graph, Shape shape, params int[] numbers) =>
        graph.Constant(shape, [.. numbers.Select(number => (float)number)]);

    private static int Index(int index, int length) => index < 0 ? index + length : index;

    private static HostTensor Each(Shape shape, Func<int[], double> formula) =>
        new(shape, [.. Enumerable.Range(0, (int)shape.Count).Select(i => formula(References.Place(i, shape)))]);

    private static double At(HostTensor x, params int[] place) =>
        x.Values[place.Select((position, axis) => position * x.Shape.Strides()[axis]).Sum()];

    /// <summary>The data with each update joined where its own place leads.</summary>
    private static HostTensor Placed(HostTensor data, HostTensor updates, ScatterKind kind, Func<int[], int[]> target)
    {
        double[] values = [.. data.Values];
        for (int i = 0; i < updates.Values.Length; i++)
        {
            int at = target(References.Place(i, updates.Shape)).Select((position, axis) => position * data.Shape.Strides()[axis]).Sum();
            double update = updates.Values[i];
            values[at] = kind switch { ScatterKind.Add => values[at] + update, ScatterKind.Max => Math.Max(values[at], update),
                ScatterKind.Min => Math.Min(values[at], update), _ => update };
        }
        return data with { Values = values };
    }

    /// <summary>The pixel where it is the largest of some window, else 0.</summary>
    private static double Kept(HostTensor x, int[] p, int size, int stride, int rows, int columns)
    {
        double pixel = At(x, p);
        for (int oy = 0; oy < rows; oy++)
        for (int ox = 0; ox < columns; ox++)
        {
            int top = oy * stride, left = ox * stride;
            if (p[2] < top || p[2] >= top + size || p[3] < left || p[3] >= left + size) continue;
            if (Enumerable.Range(0, size * size).All(i => At(x, p[0], p[1], top + i / size, left + i % size) <= pixel)) return pixel;
        }
        return 0;
    }

    private static HostTensor Convolved(IReadOnlyDictionary<string, HostTensor> n) => Each([2, 5, 7, 7], p =>
        At(n["c/bias"], p[1]) + Enumerable.Range(0, 18)
            .Sum(i => At(n["x"], p[0], i / 9, p[2] + i / 3 % 3, p[3] + i % 3) * At(n["c/filters"], p[1], i / 9, i / 3 % 3, i % 3)));
}
