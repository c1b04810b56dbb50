using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Tests.Graphs;

namespace VisionRuntime.Tests.Layers;

public class PoolingLayerTests
{
    private static readonly (string Name, Shape Input, Window[] Windows, int[] Lengths)[] Geometries =
    [
        ("a signal", [2, 3, 9], [new(3, 2, 1, 1)], [5]),
        ("a truncated signal", [2, 2, 7], [new(3, 1, 0, 0, 1, RoundingMode.Truncate)], [7]),
        ("a dilated signal to the ceiling", [1, 3, 10], [new(2, 3, 1, 0, 3, RoundingMode.Ceiling)], [4]),
        ("a volume", [2, 3, 4, 6, 4], [new(2, 2), new(2, 2), new(2, 2)], [2, 3, 2]),
        ("a padded volume", [1, 2, 5, 4, 3], [new(3, 2, 1, 1), new(3, 1, 1, 0), new(2, 1, 1, 1)], [3, 3, 4]),
        ("a volume to the ceiling, dilated", [1, 2, 7, 5, 7],
            [new(2, 2, 0, 1, 2, RoundingMode.Ceiling), new(3, 2, 1, 1, 1, RoundingMode.Ceiling), new(2, 3, 0, 0, 2, RoundingMode.Floor)],
                [4, 3, 2]),
        ("a volume truncated in depth", [1, 2, 5, 3, 3], [new(3, 2, 0, 0, 1, RoundingMode.Truncate), new(2, 1), new(1)], [3, 2, 3]),
    ];

    public static readonly LayerCase[] Layers =
    [
        .. Geometries.SelectMany(geometry => Enum.GetValues<PoolKind>().Select(kind => new LayerCase($"{kind} of {geometry.Name}",
            g => g.Input("x", geometry.Input).Pool(kind, geometry.Windows),
            given => SpatialFormulas.Pool(given["x"], geometry.Windows, geometry.Lengths,
                (seen, _, padding) => Join(kind, seen, padding))))),
        .. Geometries.Select(geometry => new LayerCase($"distance-weighted mean of {geometry.Name}",
            g => g.Input("x", geometry.Input).DistanceWeightedAveragePool(geometry.Windows),
            given => SpatialFormulas.Pool(given["x"], geometry.Windows, geometry.Lengths,
                (seen, distances, _) => seen.Zip(distances, (value, distance) => value / (1 + distance))
                    .Sum() / distances.Sum(distance => 1 / (1 + distance)))) { Rounding = 1e-7 }),
        new("distance-weighted mean of images, weights of one's own",
            g => g.Input("x", [2, 3, 6, 5])
                .DistanceWeightedAveragePool([new(4, 2, 1, 1), new(3, 2, 1, 1)], distance => Math.Exp(-distance * distance)),
            given => SpatialFormulas.Pool(given["x"], [new(4, 2, 1, 1), new(3, 2, 1, 1)], [3, 3],
                (seen, distances, _) => seen.Zip(distances, (value, distance) => value * Math.Exp(-distance * distance))
                    .Sum() / distances.Sum(distance => Math.Exp(-distance * distance)))) { Rounding = 1e-7 },
        new("3-norm of images", g => g.Input("x", [2, 3, 5, 6]).NormPool(3, [new(3, 2, 1, 1), new(2, 2)]),
            given => SpatialFormulas.Pool(given["x"], [new(3, 2, 1, 1), new(2, 2)], [3, 3],
                (seen, _, _) => Math.Cbrt(seen.Sum(value => Math.Pow(Math.Abs(value), 3))))) { Rounding = 1e-7 },
        new("1-norm of a signal", g => g.Input("x", [2, 3, 6]).NormPool(1, [new(2, 2)]),
            given => SpatialFormulas.Pool(given["x"], [new(2, 2)], [3], (seen, _, _) => seen.Sum(Math.Abs))),
        new("2-norm of a volume", g => g.Input("x", [1, 2, 4, 3, 4]).NormPool(2, [new(2, 2), new(3), new(2)]),
            given => SpatialFormulas.Pool(given["x"], [new(2, 2), new(3), new(2)], [2, 1, 3],
                (seen, _, _) => Math.Sqrt(seen.Sum(value => value * value)))),
        new("an image that does not fit, padded", g => g.Input("x", [1, 2, 6, 7]).MaxPool(3, 2, rounding: RoundingMode.Pad),
            given => SpatialFormulas.Pool(given["x"], [new(3, 2), new(3, 2)], [3, 3], (seen, _, _) => seen.Max())),
        new("a signal that does not fit, cropped in the middle",
            g => g.Input("x", [1, 2, 11]).AveragePool(4, 5, rounding: RoundingMode.Crop),
            given => SpatialFormulas.Pool(given["x"], [new(4, 5, -1)], [2], (seen, _, _) => seen.Average())),
        new("same padding", g => g.Input("x", [2, 2, 5, 6]).Pool(PoolKind.PaddedAverage, 2, 1, Padding.Same),
            given => SpatialFormulas.Pool(given["x"], [new(2, 1, 0, 1), new(2, 1, 0, 1)], [5, 6],
                (seen, _, padding) => seen.Sum() / (seen.Length + padding))),
        .. ((Shape[])[[2, 3, 7], [2, 3, 5, 4], [1, 3, 2, 4, 3]]).SelectMany(shape => new LayerCase[]
        {
            new($"global mean of {shape}", g => g.Input("x", shape).GlobalAveragePool(),
                given => Global(given["x"], seen => seen.Average())),
            new($"global maximum of {shape}", g => g.Input("x", shape).GlobalMaxPool(), given => Global(given["x"], seen => seen.Max())),
            new($"global 3-norm of {shape}", g => g.Input("x", shape).GlobalNormPool(3),
                given => Global(given["x"], seen => Math.Cbrt(seen.Sum(value => Math.Pow(Math.Abs(value), 3))))) { Rounding = 1e-7 },
        }),
    ];

    public static TheoryData<string> Names => [.. Layers.Select(layer => layer.Name)];

    public static TheoryData<string, string> OnDevices => LayerCase.OnDevices(Layers);

    [Theory, MemberData(nameof(Names))]
    public void Operators_give_the_formula_and_its_gradients(string layer) => Layers.Single(known => known.Name == layer).CheckInDouble();

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void The_device_gives_the_formula_and_its_gradients(string device, string layer) =>
        Layers.Single(known => known.Name == layer).CheckOn(device);

    [Fact]
    public void A_norm_of_zeros_has_no_gradient()
    {
        var graph = new Graph();
        var x = graph.Input("x", [1, 1, 4]);
        var gradient = Gradients.Of(x.NormPool(3, [new(2, 2)]).Sum(), x)[0];
        Assert.Equal([0, 0, 0, 1],
            ReferenceInterpreter.Run(graph, new Dictionary<string, double[]> { ["x"] = [0, 0, 0, 5] }, gradient)[0]
                .Select(value => Math.Round(value, 5)));
    }

    [Fact]
    public void Invalid_pooling_is_rejected()
    {
        var graph = new Graph();
        Assert.Contains("covers only padding",
            Assert.Throws<ShapeException>(() => graph.Input("x", [1, 1, 4]).DistanceWeightedAveragePool([new(1, 1, 1, 1)])).Message);
        Assert.Contains("1 windows for the input y",
            Assert.Throws<ShapeException>(() => graph.Input("y", [1, 1, 4, 4]).Pool(PoolKind.Max, [new(2)])).Message);
        Assert.Contains("p must be 1 or more",
            Assert.Throws<ArgumentOutOfRangeException>(() => graph.Input("z", [1, 1, 4]).NormPool(0.5f, [new(2)])).Message);
        Assert.Contains("no spatial axes", Assert.Throws<ShapeException>(() => graph.Input("v", [2, 3]).GlobalMaxPool()).Message);
    }

    private static double Join(PoolKind kind, double[] seen, int padding) => kind switch
    {
        PoolKind.Max => seen.Max(),
        PoolKind.Min => seen.Min(),
        PoolKind.Average => seen.Average(),
        PoolKind.PaddedAverage => seen.Sum() / (seen.Length + padding),
        PoolKind.Sum => seen.Sum(),
        _ => Math.Sqrt(seen.Sum(value => value * value)),
    };

    private static HostTensor Global(HostTensor x, Func<double[], double> join)
    {
        int channels = x.Shape[0] * x.Shape[1], pixels = x.Values.Length / channels;
        return new([x.Shape[0], x.Shape[1], .. x.Shape.Skip(2).Select(_ => 1)],
            [.. Enumerable.Range(0, channels).Select(channel => join(x.Values[(channel * pixels)..((channel + 1) * pixels)]))]);
    }
}
