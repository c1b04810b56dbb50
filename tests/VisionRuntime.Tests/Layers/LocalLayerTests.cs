using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using ShaderKernels.Tests.Reference;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Tests.Graphs;
using static VisionRuntime.Tests.Layers.LocalFormulas;

namespace VisionRuntime.Tests.Layers;

/// <summary>Resizing, padding, rearranging, unfolding and local normalization.</summary>
public class LocalLayerTests
{
    private static readonly Window Wide = new(3, 2, 1, 1, 2, RoundingMode.Floor), Tall = new(2, 1, 2, 2, 3);

    public static readonly LayerCase[] Layers =
    [
        Of("resize, smaller and larger", [2, 3, 7, 5], x => x.Resize(4, 9),
            x => Bilinear(x, 4, 9, (o, before, after) => (o + 0.5) * before / after - 0.5), 1e-7),
        Of("resize, corners aligned", [1, 2, 4, 6], x => x.Resize(7, 11, ResizeMode.Linear, CoordinateMode.AlignCorners),
            x => Bilinear(x, 7, 11, (o, before, after) => o * (before - 1.0) / (after - 1)), 1e-7),
        Of("upsample", [2, 3, 3, 4], x => x.Upsample(3), x => Make([2, 3, 9, 12], p => x.At(p[0], p[1], p[2] / 3, p[3] / 3))),
        Of("shrink by the area", [1, 3, 6, 4], x => x.Resize(2, 2, ResizeMode.Area),
            x => Make([1, 3, 2, 2], p => Enumerable.Range(0, 6).Average(i => x.At(p[0], p[1], 3 * p[2] + i / 2, 2 * p[3] + i % 2))), 1e-7),
        Of("crop and resize, past the border", [1, 1, 5, 3],
            x => x.ResizeAxis(2, 5, new(ResizeMode.Linear, CoordinateMode.TfCropAndResize) { Crop = (0.5, 1.5) }, 1, 7),
            x => Make([1, 1, 5, 3], p => p[2] > 2 ? 7 : x.At(0, 0, 2 + p[2], p[3]))),
        Behind("upsample behind a convolution", [2, 3, 4, 4], x => x.Upsample(2),
            y => Make([2, 5, 8, 8], p => y.At(p[0], p[1], p[2] / 2, p[3] / 2))),
        Behind("resize behind a convolution", [2, 3, 4, 5], x => x.Resize(7, 3),
            y => Bilinear(y, 7, 3, (o, before, after) => (o + 0.5) * before / after - 0.5), 1e-7),
        Behind("reflection behind a convolution", [1, 3, 4, 5], x => x.PadImages(3, PaddingMode.Reflect),
            y => Make([1, 5, 10, 11], p => y.At(p[0], p[1], Mirror(p[2] - 3, 4), Mirror(p[3] - 3, 5)))),
        Of("pad and crop", [3, 4, 5], x => x.Pad([1, -1, 0], [0, 2, -3], PaddingMode.Constant, 2.5f),
            x => Make([4, 5, 2], p => p[0] < 1 || p[1] > 2 ? 2.5 : x.At(p[0] - 1, p[1] + 1, p[2]))),
        Of("half-padding for a filter of 5: 7 by 7 becomes 11 by 11", [1, 1, 7, 7], x => x.PadImages(2),
            x => Make([1, 1, 11, 11], p => x.Pixel(0, 0, p[2] - 2, p[3] - 2))),
        Of("pad with the edge", [3, 4], x => x.Pad([2, -1], [1, 3], PaddingMode.Edge),
            x => Make([6, 6], p => x.At(Math.Clamp(p[0] - 2, 0, 2), Math.Clamp(p[1] + 1, 0, 3)))),
        Of("pad around the ring", [3, 4], x => x.Pad([4, 1], [1, 6], PaddingMode.Wrap),
            x => Make([8, 11], p => x.At((p[0] + 2) % 3, (p[1] + 3) % 4))),
        Of("pad by reflecting twice", [3], x => x.Pad([5], [4], PaddingMode.Reflect), x => Make([12], p => x.At(Mirror(p[0] - 5, 3)))),
        Of("slice by steps, forwards and backwards", [5, 7, 2], x => x.Slice([1, 6, 0], [2, 3, 2], [2, -3, 1]),
            x => Make([2, 3, 2], p => x.At(1 + 2 * p[0], 6 - 3 * p[1], p[2]))),
        new("parts that overlap",
            g => g.Apply(new StridedCopy([2, 5],
                [new([2, 3], [2, 3], new(0, [3, 1]), new(0, [5, 1])), new([2, 3], [2, 3], new(3, [-3, 1]), new(1, [5, 1]))], 4),
                    g.Input("x", [2, 3]), g.Variable("w", [2, 3])),
            given => Make([2, 5], p => p[1] == 0 ? given["x"].At(p[0], 0) : p[1] == 4 ? 4 : given["w"].At(1 - p[0], p[1] - 1))),
        Of("flip", [2, 3, 4, 5], x => x.Flip(1, -1), x => Make([2, 3, 4, 5], p => x.At(p[0], 2 - p[1], p[2], 4 - p[3]))),
        Of("tile", [2, 3, 1], x => x.Tile(3, 1, 2), x => Make([6, 3, 2], p => x.At(p[0] % 2, p[1], 0))),
        Of("expand to more axes", [3, 1, 2], x => x.Expand([4, 3, 5, 2]), x => Make([4, 3, 5, 2], p => x.At(p[1], 0, p[3]))),
        Of("unfold an axis", [2, 6, 3], x => x.UnfoldAxis(1, new(3, 2, 1, 0)),
            x => Make([2, 9, 3], p => p[1] / 3 * 2 - 1 + p[1] % 3 is var i && i < 0 ? 0 : x.At(p[0], i, p[2]))),
        Of("unfold", [2, 3, 6, 5], x => x.Unfold(3, 1, 1), x => LocalFormulas.Unfold(x, (3, 1, 1, 1), (3, 1, 1, 1))),
        Of("unfold, strided and dilated", [1, 2, 7, 6], x => x.Unfold(Tall, Wide),
            x => LocalFormulas.Unfold(x, (2, 1, 2, 3), (3, 2, 1, 2))),
        Of("fold", [1, 2 * 2 * 3, 8 * 2], x => x.Fold(7, 6, Tall, Wide), FoldOf),
        Of("local response normalization", [2, 7, 3, 2], x => x.LocalResponseNormalization(5, 0.5f, 0.75f, 2),
            x => Response(x, 5, 0.5, 0.75, 2), 1e-7),
        Of("local response normalization over an even window", [3, 6], x => x.LocalResponseNormalization(4, 2, 0.5f),
            x => Response(x, 4, 2, 0.5, 1)),
        Behind("local response normalization behind a convolution", [2, 3, 4, 4], x => x.LocalResponseNormalization(3, 0.5f),
            y => Response(y, 3, 0.5, 0.75, 1), 1e-7),
        Of("local contrast normalization", [2, 3, 6, 7], x => x.LocalContrastNormalization(5, 1.5), x => Contrast(x, 5, 1.5, 1e-4, true),
            1e-6),
        Of("local contrast normalization of each channel", [2, 2, 5, 5], x => x.LocalContrastNormalization(3, 1, 1e-4f, false),
            x => Contrast(x, 3, 1, 1e-4, false), 1e-6),
    ];

    public static TheoryData<string> Names => [.. Layers.Select(layer => layer.Name)];

    public static TheoryData<string, string> OnDevices => LayerCase.OnDevices(Layers);

    [Theory, MemberData(nameof(Names))]
    public void Operators_give_the_formula_and_its_gradients(string layer) => Layers.Single(known => known.Name == layer).CheckInDouble();

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void The_device_gives_the_formula_and_its_gradients(string device, string layer) =>
        Layers.Single(known => known.Name == layer).CheckOn(device);

    /// <summary>
    /// 227 by 227 pixels, 11 by 11 filters at stride 4: columns of 363 numbers, 55 * 55 of them (CS231n's notes on convolutional networks).
    /// </summary>
    [Fact]
    public void The_first_layer_of_AlexNet_is_a_product_with_unfolded_windows()
    {
        var graph = new Graph();
        var x = graph.Input("x", [1, 3, 227, 227]);
        var filters = graph.Variable("filters", [96, 3, 11, 11], Initializers.Glorot);
        var columns = x.Unfold(11, 4);
        Assert.Equal([1, 363, 3025], columns.Shape);
        var product = graph.Apply(new MatMul(), filters.Reshape([96, 363]), columns.Reshape([363, 3025]));
        Assert.Equal([96, 3025], product.Shape);
        graph.Output("product", product);
        graph.Output("convolution", graph.Apply(new Convolution(new(11, 4), new(11, 4)), x, filters));
        using var device = new CpuDevice();
        using var variables = new Variables(device);
        using var plan = Plan.Compile(graph, device, variables);
        var random = new Random(1);
        plan.Input("x").Write([.. Enumerable.Range(0, 3 * 227 * 227).Select(_ => random.NextSingle() - 0.5f)]);
        plan.Run();
        Agreement.Compare([.. plan.Output("convolution").ToArray()], [.. plan.Output("product").ToArray()], 1e-4, "unfolded");
    }

    [Fact]
    public void Constant_images_become_zero_up_to_the_edges()
    {
        var graph = new Graph();
        var y = graph.Input("x", [2, 3, 11, 9]).LocalContrastNormalization();
        Assert.All(ReferenceInterpreter.Run(graph, new Dictionary<string,
            double[]> { ["x"] = [.. Enumerable.Repeat(5.0, 2 * 3 * 11 * 9)] }, y)[0], number => Assert.Equal(0, number, 1e-2));
    }

    [Fact]
    public void Invalid_geometry_is_reported()
    {
        var x = new Graph().Input("x", [2, 3, 4, 5]);
        Assert.Contains("needs 4, one for each axis", Assert.Throws<ShapeException>(() => x.Pad([1], [1])).Message);
        Assert.Contains("axis 4 of x", Assert.Throws<ShapeException>(() => x.Flip(4)).Message);
        Assert.Contains("-1 repeats", Assert.Throws<ShapeException>(() => x.Tile(1, -1, 1, 1)).Message);
        Assert.Contains("needs 4 of each", Assert.Throws<ShapeException>(() => x.Slice([0], [1])).Message);
        Assert.Contains("factor must be 1 or more", Assert.Throws<ShapeException>(() => x.Upsample(0)).Message);
        Assert.Contains("must be [N, C * 6, 12]",
            Assert.Throws<ShapeException>(() => x.Reshape([2, 3, 20]).Fold(5, 5, new(3), new(2))).Message);
        Assert.Contains("a window of 0 channels", Assert.Throws<ShapeException>(() => x.LocalResponseNormalization(0)).Message);
        Assert.Contains("outputs; pad by", Assert.Throws<ShapeException>(() => x.Unfold(2, 2)).Message);
    }

    private static LayerCase Of(string name, Shape shape, Func<Value, Value> layer, Func<HostTensor, HostTensor> formula,
        double rounding = 1e-9) =>
        new(name, g => layer(g.Input("x", shape)), given => formula(given["x"])) { Rounding = rounding };

    private static LayerCase Behind(string name, Shape shape, Func<Value, Value> layer, Func<HostTensor, HostTensor> formula,
        double rounding = 1e-9) =>
        new(name, g => layer(g.Apply(new Convolution(new(1), new(1)), g.Input("x", shape), g.Variable("w", [5, shape[1], 1, 1]))),
            given => formula(Mixed(given["x"], given["w"]))) { Rounding = rounding };

    private static HostTensor Mixed(HostTensor x, HostTensor w) =>
        Make([x.Shape[0], 5, x.Shape[2], x.Shape[3]],
            p => Enumerable.Range(0, x.Shape[1]).Sum(c => w.At(p[1], c, 0, 0) * x.At(p[0], c, p[2], p[3])));

    private static int Mirror(int place, int length)
    {
        while (place < 0 || place >= length) place = place < 0 ? -place : 2 * (length - 1) - place;
        return place;
    }

    /// <summary>Each window's numbers added where they came from.</summary>
    private static HostTensor FoldOf(HostTensor columns)
    {
        var images = Make([1, 2, 7, 6], _ => 0);
        for (int row = 0; row < 12; row++)
        {
            for (int column = 0; column < 16; column++)
            {
                int h = column / 2 * 1 - 2 + row / 3 % 2 * 3, w = column % 2 * 2 - 1 + row % 3 * 2;
                if (h >= 0 && h < 7 && w >= 0 && w < 6) images.Values[(row / 6 * 7 + h) * 6 + w] += columns.At(0, row, column);
            }
        }
        return images;
    }
}
