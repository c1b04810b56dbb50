using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Layers;

/// <summary>Matrix products over batches and vectors, and layers of weights that no two positions share, against plain loops.</summary>
public class ProductLayerTests
{
    private static readonly LayerCase[] Cases =
    [
        new("batches that broadcast", g => X(g, [3, 1, 4, 5]).MatMul(W(g, [2, 5, 3])),
            n => Each([3, 2, 4, 3], p => Sum(5, k => At(n["x"], p[0], 0, p[2], k) * At(n["w"], p[1], k, p[3])))),
        new("batches, both transposed", g => X(g, [2, 5, 4]).MatMul(W(g, [2, 3, 5]), true, true),
            n => Each([2, 4, 3], p => Sum(5, k => At(n["x"], p[0], k, p[1]) * At(n["w"], p[0], p[2], k)))),
        new("batches, left transposed", g => X(g, [5, 4]).MatMul(W(g, [3, 5, 2]), transposeA: true),
            n => Each([3, 4, 2], p => Sum(5, k => At(n["x"], k, p[1]) * At(n["w"], p[0], k, p[2])))),
        new("one right matrix for all", g => X(g, [2, 3, 4, 5]).MatMul(W(g, [5, 6])),
            n => Each([2, 3, 4, 6], p => Sum(5, k => At(n["x"], p[0], p[1], p[2], k) * At(n["w"], k, p[3])))),
        new("one right matrix for all, transposed", g => X(g, [3, 4, 5]).MatMul(W(g, [1, 6, 5]), transposeB: true),
            n => Each([3, 4, 6], p => Sum(5, k => At(n["x"], p[0], p[1], k) * At(n["w"], 0, p[2], k)))),
        new("a dense layer over every row", g => X(g, [2, 3, 5]).Dense("d", 4, Activation.Relu),
            n => Each([2, 3, 4],
                p => Math.Max(0, At(n["d/bias"], p[2]) + Sum(5, k => At(n["x"], p[0], p[1], k) * At(n["d/weights"], k, p[2]))))),
        new("vector times matrices", g => X(g, [5]).MatMul(W(g, [2, 5, 3])),
            n => Each([2, 3], p => Sum(5, k => At(n["x"], k) * At(n["w"], p[0], k, p[1])))),
        new("matrices times vector", g => X(g, [2, 4, 5]).MatMul(W(g, [5])),
            n => Each([2, 4], p => Sum(5, k => At(n["x"], p[0], p[1], k) * At(n["w"], k)))),
        new("vector times vector", g => X(g, [7]).MatMul(W(g, [7])),
            n => Each([], _ => Sum(7, k => At(n["x"], k) * At(n["w"], k)))),
        new("locally connected",
            g => X(g, [2, 3, 7, 6]).LocallyConnected("l", 4, new Window(3, 2, 1, 1), new Window(2, 1, 1, 0), Activation.Relu),
            n => Local(n, 4, new Window(3, 2, 1, 1), new Window(2, 1, 1, 0), relu: true)),
        new("locally connected, dilated", g => X(g, [3, 2, 6, 5]).LocallyConnected("l", 5, new Window(2, 1, 0, 0, 3), new Window(3, 2)),
            n => Local(n, 5, new Window(2, 1, 0, 0, 3), new Window(3, 2), relu: false)),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(layer => layer.Name)];

    public static TheoryData<string, string> OnDevices => LayerCase.OnDevices(Cases);

    [Theory, MemberData(nameof(Names))]
    public void Formula_and_central_differences_agree(string name) => Cases.Single(layer => layer.Name == name).CheckInDouble();

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void The_device_agrees(string device, string name) => Cases.Single(layer => layer.Name == name).CheckOn(device);

    [Fact]
    public void A_locally_connected_layer_has_weights_for_every_position()
    {
        var graph = new Graph();
        var y = graph.Input("x", [1, 3, 32, 32]).LocallyConnected("l", 10, 5, 1, 2);
        Assert.Equal<Shape>([1, 10, 32, 32], y.Shape);
        Assert.Equal(32 * 32 * 10 * (3 * 5 * 5 + 1), graph.Variables.Values.Sum(variable => variable.Value.Shape.Count));
    }

    [Fact]
    public void An_uneven_window_is_reported() =>
        Assert.Contains("input height 10, kernel size 3 and stride 2 give 4.5 outputs",
            Assert.Throws<ShapeException>(() => new Graph().Input("x", [1, 1, 10, 10]).LocallyConnected("l", 1, 3, 2)).Message);

    [Fact]
    public void Scalars_are_rejected() =>
        Assert.Contains("multiply by a scalar with *",
            Assert.Throws<ShapeException>(() => new Graph() is var g ? X(g, []).MatMul(W(g, [3])) : null!).Message);

    private static Value X(Graph graph, Shape shape) => graph.Input("x", shape);

    private static Value W(Graph graph, Shape shape) => graph.Variable("w", shape, Initializers.Glorot);

    private static HostTensor Each(Shape shape, Func<int[], double> formula) =>
        new(shape, [.. Enumerable.Range(0, (int)shape.Count).Select(i => formula(References.Place(i, shape)))]);

    private static double Sum(int count, Func<int, double> term) => Enumerable.Range(0, count).Sum(term);

    private static double At(HostTensor x, params int[] place) =>
        x.Values[place.Select((position, axis) => position * x.Shape.Strides()[axis]).Sum()];

    private static HostTensor Local(IReadOnlyDictionary<string, HostTensor> n, int filters, Window height, Window width, bool relu)
    {
        var x = n["x"];
        int oh = n["l/bias"].Shape[1], ow = n["l/bias"].Shape[2], kh = height.Size, kw = width.Size;
        return Each([x.Shape[0], filters, oh, ow], p =>
        {
            double sum = At(n["l/bias"], p[1], p[2], p[3]);
            for (int c = 0; c < x.Shape[1]; c++)
            for (int i = 0; i < kh; i++)
            for (int j = 0; j < kw; j++)
            {
                int h = p[2] * height.Stride - height.PadBegin + i * height.Dilation,
                    w = p[3] * width.Stride - width.PadBegin + j * width.Dilation;
                if (h >= 0 && h < x.Shape[2] && w >= 0 && w < x.Shape[3]) sum += At(x, p[0], c, h, w)
                    * At(n["l/filters"], p[2] * ow + p[3], (c * kh + i) * kw + j, p[1]);
            }
            return relu ? Math.Max(0, sum) : sum;
        });
    }
}
