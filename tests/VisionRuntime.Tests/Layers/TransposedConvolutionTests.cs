using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Layers;

public class TransposedConvolutionTests
{
    public static readonly LayerCase[] Layers =
    [
        Layer("a signal", [2, 3, 5], [3, 4, 3], [new(3, 2)], [11]),
        Layer("a signal with output padding", [2, 3, 4], [3, 2, 3], [new(3, 2, 1, 1)], [8], padding: [1]),
        Layer("images", [2, 3, 4, 5], [3, 2, 3, 2], [new(3, 2, 1, 1), new(2, 3, 0, 1)], [7, 13]),
        Layer("images in groups, dilated", [1, 4, 4, 3], [4, 3, 3, 2], [new(3, 1, 2, 1, 2), new(2, 2, 0, 0, 3)], [5, 8], 2),
        Layer("each channel by itself", [2, 3, 3, 3], [3, 1, 4, 4], [new(4, 2, 1, 1), new(4, 2, 1, 1)], [6, 6], 3),
        Layer("output padding as wide as the stride", [1, 2, 3, 3], [2, 2, 2, 3], [new(2, 2), new(3, 1, 0, 0, 4)], [8, 14],
            padding: [2, 3]),
        Layer("output padding beyond the padding", [1, 2, 3, 4], [2, 2, 3, 3], [new(3, 3, 1, 1), new(3, 3, 0, 1)], [9, 12],
            padding: [2, 1]),
        Layer("a size of one's own, larger and smaller", [1, 2, 3, 4], [2, 3, 3, 3], [new(3, 2), new(3, 2)], [9, 7], size: [9, 7]),
        Layer("a stride that jumps over more than the filter", [2, 2, 3, 2], [2, 3, 1, 2], [new(1, 3), new(2, 4)], [7, 6]),
        Layer("more taken off than the filter is long", [1, 2, 5, 5], [2, 3, 2, 2], [new(2, 1, 2, 2), new(2, 1, 0, 3)], [2, 3]),
        Layer("a volume", [2, 3, 3, 4, 2], [3, 2, 2, 3, 3], [new(2, 2), new(3, 1, 1, 1), new(3, 2, 1, 0)], [6, 4, 4]),
        Layer("a volume in groups with output padding", [1, 4, 3, 2, 3], [4, 2, 3, 2, 3], [new(3, 2, 1, 1), new(2), new(3, 1, 1, 1)],
            [6, 3, 3], 2, padding: [1, 0, 0]),
        Layer("a volume under filters of depth 1", [1, 2, 3, 2, 2], [2, 2, 1, 2, 2], [new(1, 2), new(2), new(2)], [5, 3, 3]),
        new("relu, with its own variables",
            g => g.Input("x", [2, 3, 4, 4]).TransposedConvolution("c", 4, 4, 2, 1, 0, Activation.Relu, 1, 1, false),
            given => SpatialFormulas.Transposed(given["x"], given["c/filters"], null, [new(4, 2, 1, 1), new(4, 2, 1, 1)], [8, 8]) is var y
                ? y with { Values = [.. y.Values.Select(value => Math.Max(0, value))] } : null!),
    ];

    public static TheoryData<string> Names => [.. Layers.Select(layer => layer.Name)];

    public static TheoryData<string, string> OnDevices => LayerCase.OnDevices(Layers);

    [Theory, MemberData(nameof(Names))]
    public void Operators_give_the_formula_and_its_gradients(string layer) => Layers.Single(known => known.Name == layer).CheckInDouble();

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void The_device_gives_the_formula_and_its_gradients(string device, string layer) =>
        Layers.Single(known => known.Name == layer).CheckOn(device);

    [Fact]
    public void Shapes_that_do_not_match_are_reported()
    {
        var graph = new Graph();
        Value x = graph.Input("x", [1, 4, 5, 5]), w = graph.Variable("w", [4, 3, 3, 3]), b = graph.Variable("b", [3]);
        Window[] windows = [new(3), new(3)];
        Assert.Contains("the first axis of the filters must be the input channels",
            Error(() => graph.Input("other", [1, 3, 5, 5]).TransposedConvolution(w, null, windows)));
        Assert.Contains("a multiple of the groups", Error(() => x.TransposedConvolution(w, null, windows, 3)));
        Assert.Contains("bias [3] must be [6]", Error(() => x.TransposedConvolution(w, b, windows, 2)));
        Assert.Contains("give an output of length -1", Error(() => x.TransposedConvolution(w, b, [new(3, 1, 4, 4), new(3)])));
        Assert.Contains("give one of them",
            Assert.Throws<ArgumentException>(() => x.TransposedConvolution(w, b, windows, 1, [0, 0], [7, 7])).Message);
    }

    private static string Error(Action action) => Assert.Throws<ShapeException>(action).Message;

    private static LayerCase Layer(string name, Shape input, Shape filters, Window[] windows, int[] lengths, int groups = 1,
        int[]? padding = null, int[]? size = null) => new(name,
        g => g.Input("x", input)
            .TransposedConvolution(g.Variable("w", filters), g.Variable("b", [filters[1] * groups]), windows, groups, padding, size),
        given => SpatialFormulas.Transposed(given["x"], given["w"], given["b"], windows, lengths, groups));
}
