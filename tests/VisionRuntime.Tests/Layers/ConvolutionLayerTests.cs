using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Layers;

public class ConvolutionLayerTests
{
    public static readonly LayerCase[] Layers =
    [
        Layer("a signal", [2, 3, 11], 5, [new(3)]),
        Layer("a strided, dilated signal in groups", [1, 4, 13], 6, [new(3, 2, 2, 1, 2, RoundingMode.Floor)], 2),
        Layer("a signal of one pixel", [3, 2, 1], 4, [new(1)]),
        Layer("images, uneven", [2, 3, 7, 6], 5, [new(3, 2, 1, 1), new(4, 1, 1, 2)]),
        Layer("a volume", [2, 3, 4, 5, 6], 4, [new(3), new(3), new(3)]),
        Layer("a padded volume in groups", [1, 4, 3, 4, 5], 6, [new(3, 1, 1, 1), new(3, 1, 1, 1), new(3, 1, 1, 1)], 2),
        Layer("a strided, dilated volume", [2, 2, 9, 7, 5], 3,
            [new(3, 2, 1, 1, 2, RoundingMode.Floor), new(2, 3, 0, 1, 2, RoundingMode.Floor), new(3, 1, 2, 2, 2)]),
        Layer("a volume, each channel by itself", [1, 3, 4, 4, 4], 6, [new(2), new(2), new(2)], 3),
        Layer("a volume under filters of depth 1", [2, 3, 5, 4, 4], 2, [new(1), new(3), new(3)]),
        Layer("a volume whose outermost slices see only padding", [1, 2, 2, 3, 3], 3, [new(2, 3, 3, 3), new(1), new(1)]),
        Layer("a volume of which nothing is seen", [1, 2, 1, 3, 3], 3, [new(1, 2, 1, 1), new(1), new(1)]),
        Layer("two signals that do not fit, padded", [2, 2, 10], 3, [new(3, 2, 0, 0, 1, RoundingMode.Pad)], 1, [new(3, 2, 0, 1)]),
        Layer("an image shorter than its filter, padded", [1, 2, 2, 5], 3,
            [new(4, 1, 1, 0, 1, RoundingMode.Pad), new(2, 2, 0, 0, 1, RoundingMode.Pad)], 1, [new(4, 1, 1, 1), new(2, 2, 0, 1)]),
        new("an image cropped in the middle",
            g => Own(g, [2, 2, 10, 12], 3, [new(3, 4, 0, 0, 1, RoundingMode.Crop), new(3, 5, 1, 1, 1, RoundingMode.Crop)]),
            given => SpatialFormulas.Convolution(Rows(given["x"], 1, 7), given["c/filters"], given["c/bias"], [new(3, 4), new(3, 5, 1)])),
        new("depthwise with a multiplier, same padding",
            g => g.Input("x", [2, 3, 5, 6]).DepthwiseConvolution("c", 4, 1, Padding.Same, Activation.None, 2),
            given => SpatialFormulas.Convolution(given["x"], given["c/filters"], given["c/bias"], [new(4, 1, 1, 2), new(4, 1, 1, 2)], 3)),
        new("separable", g => g.Input("x", [2, 3, 5, 6]).SeparableConvolution("c", 4, 3, 2, Padding.SameUpper),
            given => SpatialFormulas.Convolution(SpatialFormulas.Convolution(given["x"], given["c/depthwise/filters"], null,
                [new(3, 2, 1, 1), new(3, 2, 0, 1)], 3), given["c/pointwise/filters"], given["c/pointwise/bias"], [new(1), new(1)])),
        new("relu without bias, full padding, a volume",
            g => g.Input("x", [1, 2, 2, 3, 2]).Convolution("c", 3, 2, 1, Padding.Full, Activation.Relu, bias: false),
            given => Relu(SpatialFormulas.Convolution(given["x"], given["c/filters"], null,
                [new(2, 1, 1, 1), new(2, 1, 1, 1), new(2, 1, 1, 1)]))),
        new("images padded by reflection",
            g => g.Input("x", [2, 2, 4, 5]).Convolution("c", 3, 4, 1, Padding.Same, mode: PaddingMode.Reflect),
            given => SpatialFormulas.Convolution(Padded(given["x"], 1, 2, (at, length) => at < 0 ? -at : at >= length ? 2 * length - 2 - at
                : at), given["c/filters"], given["c/bias"], [new(4), new(4)])),
        new("a volume padded by its edge",
            g => g.Input("x", [1, 2, 3, 4, 2])
                .Convolution("c", 3, [new(3, 2, 2, 2), new(2, 1, 2, 2), new(3, 1, 2, 2)], mode: PaddingMode.Edge),
            given => SpatialFormulas.Convolution(Padded(given["x"], 2, 2, (at, length) => Math.Clamp(at, 0, length - 1)),
                given["c/filters"], given["c/bias"], [new(3, 2), new(2), new(3)])),
        new("two signals in a row and pooling",
            g => g.Input("x", [2, 2, 12]).Convolution("c", 3, 3, activation: Activation.Relu).Convolution("d", 2, 3).AveragePool(2),
            given => SpatialFormulas.Pool(SpatialFormulas.Convolution(Relu(SpatialFormulas.Convolution(given["x"], given["c/filters"],
                given["c/bias"], [new(3)])), given["d/filters"], given["d/bias"], [new(3)]), [new(2, 2)], [4],
                    (seen, _, _) => seen.Average())),
    ];

    public static TheoryData<string> Names => [.. Layers.Select(layer => layer.Name)];

    public static TheoryData<string, string> OnDevices => LayerCase.OnDevices(Layers);

    [Theory, MemberData(nameof(Names))]
    public void Operators_give_the_formula_and_its_gradients(string layer) => Layers.Single(known => known.Name == layer).CheckInDouble();

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void The_device_gives_the_formula_and_its_gradients(string device, string layer) =>
        Layers.Single(known => known.Name == layer).CheckOn(device);

    [Fact]
    public void Uneven_geometry_is_rejected_along_any_axis()
    {
        foreach (Shape shape in (Shape[])[[1, 1, 10], [1, 1, 10, 9], [1, 1, 9, 10], [1, 1, 10, 9, 9], [1, 1, 9, 9, 10]])
        {
            var error = Assert.Throws<ShapeException>(() => new Graph().Input("x", shape).Convolution("c", 1, 3, 2));
            Assert.Contains("stride 2 give 4.5 outputs; pad by 1, or choose RoundingMode.Floor", error.Message);
        }
    }

    [Fact]
    public void Shapes_that_do_not_match_are_reported()
    {
        var graph = new Graph();
        Value x = graph.Input("x", [1, 4, 5, 6, 7]), w = graph.Variable("w", [2, 4, 3, 3, 3]);
        Window three = new(3);
        Assert.Contains("2 windows for the input x [1, 4, 5, 6, 7]; it needs 3", Error(() => x.Convolution(w, null, [three, three])));
        Assert.Contains("do not have the sizes of the windows, 3 by 3 by 2", Error(() => x.Convolution(w, null, [three, three, new(2)])));
        Assert.Contains("in 2 groups need 8 input channels, the input [1, 4, 5, 6, 7] has 4",
            Error(() => x.Convolution(w, null, [three, three, three], 2)));
        Assert.Contains("has 2 dimensions; it needs [N, C, L]", Error(() => graph.Input("flat", [2, 3]).Convolution(w, null, [])));
        Assert.Contains("the filters w [2, 4, 3, 3, 3] have 5 dimensions, the input images [1, 4, 5, "
            + "5] has 4", Error(() => graph.Input("images", [1, 4, 5, 5]).Convolution(w, null, [three, three])));
    }

    private static string Error(Action action) => Assert.Throws<ShapeException>(action).Message;

    private static LayerCase Layer(string name, Shape input, int outputs, Window[] windows, int groups = 1, Window[]? resolved = null) =>
        new(name, g => Own(g, input, outputs, windows, groups),
            given => SpatialFormulas.Convolution(given["x"], given["c/filters"], given["c/bias"], resolved ?? windows, groups));

    private static Value Own(Graph graph, Shape input, int outputs, Window[] windows, int groups = 1) =>
        graph.Input("x", input).Convolution("c", outputs, windows, groups);

    private static HostTensor Relu(HostTensor x) => new(x.Shape, [.. x.Values.Select(value => Math.Max(0, value))]);

    /// <summary>Every spatial axis made longer, each new pixel a copy of the one that <paramref name="source"/> names.</summary>
    private static HostTensor Padded(HostTensor x, int before, int after, Func<int, int, int> source)
    {
        for (int axis = 2; axis < x.Shape.Rank; axis++)
        {
            int length = x.Shape[axis], inner = x.Shape.Skip(axis + 1).Aggregate(1, (product, next) => product * next);
            var old = x.Values;
            int[] dimensions = [.. x.Shape];
            dimensions[axis] += before + after;
            x = new(Shape.Of(dimensions),
                [.. Enumerable.Range(0, old.Length / (length * inner)).SelectMany(line => Enumerable.Range(-before, before + length + after)
                .SelectMany(at => old.Skip((line * length + source(at, length)) * inner).Take(inner)))]);
        }
        return x;
    }

    private static HostTensor Rows(HostTensor x, int first, int length)
    {
        int width = x.Shape[3];
        return new([x.Shape[0], x.Shape[1], length, width],
            [.. Enumerable.Range(0, x.Shape[0] * x.Shape[1])
                .SelectMany(image => x.Values.Skip((image * x.Shape[2] + first) * width).Take(length * width))]);
    }
}
