using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Tests.Compilation;

/// <summary>Networks that give each compiler pass something to do.</summary>
public static class Networks
{
    public static readonly (string Name, Func<Graph, Value> Build)[] All =
    [
        ("convolution, norm, relu", g => Convolution(X(g, [2, 3, 7, 6]), "c", 5, 3).Normalized("n").Relu()),
        ("convolution with bias, norm", g => X(g, [1, 2, 6, 6]).Convolution("c", 4, 3).Normalized("n")),
        ("grouped convolution, norm, relu6",
            g => g.Map(Min(Max(Input(0), 0), 6),
                X(g, [2, 6, 5, 5]).Convolution("c", 6, new Window(3, 1, 1, 1), new Window(3, 1, 1, 1), 6).Normalized("n") * 4)),
        ("relu6 the other way round", g => g.Map(Max(Min(6, Input(0)), 0), X(g, [2, 3]).Dense("d", 5) * 4)),
        ("norm with variables reshaped", g =>
        {
            Value Channels(string name) => g.Variable(name, [4], Initializers.Glorot).Reshape([1, 4, 1, 1]);
            var scale = g.Map(Input(0) / Sqrt(Input(1) + 1e-3f), Channels("gamma"), Channels("variance"));
            return (Convolution(X(g, [2, 3, 6, 6]), "c", 4, 3) * scale + (Channels("beta") - Channels("mean") * scale)).Relu();
        }),
        ("norm, swish", g => Convolution(X(g, [2, 3, 6, 6]), "c", 4, 3).Normalized("n").Swish()),
        ("norm, leaky relu", g => Convolution(X(g, [2, 3, 6, 6]), "c", 4, 3).Normalized("n").LeakyRelu(0.1f)),
        ("scaled by the input", g => X(g, [2, 3, 6, 6]) is var x ? Convolution(x, "c", 3, 1).Normalized("n") * x.Mean(2, 3) : null!),
        ("shifted by the input", g => X(g, [1, 3, 6, 6]) is var x ? Convolution(x, "c", 3, 1) + x.Mean(2, 3) : null!),
        ("bias of each channel",
            g => (Convolution(X(g, [2, 3, 6, 6]), "c", 4, 3) + g.Variable("b", [4, 1, 1], Initializers.Glorot)).Relu()),
        ("numbers", g => 1 - Convolution(X(g, [2, 3, 6, 6]), "c", 4, 3) * 2 + 3),
        ("one number as bias",
            g => X(g, [2, 3, 6, 6])
                .Convolution("c", 4, 3) * g.Variable("s", [1], Initializers.Glorot) + g.Variable("b", [], Initializers.Glorot)),
        ("floor is no line", g => g.Map(Floor(Input(0) * 3f), Convolution(X(g, [2, 3, 6, 6]), "c", 4, 3))),
        ("read twice", g => Convolution(X(g, [2, 3, 6, 6]), "c", 4, 3) is var y ? y.Normalized("n") + y : null!),
        ("convolution squared", g => Convolution(X(g, [1, 3, 3, 3]), "c", 4, 3) is var y ? y * y : null!),
        ("dense, norm", g => X(g, [3, 5]).Dense("d", 7).NormalizedRows("n").Relu()),
        ("dense transposed, norm",
            g => g.Apply(new MatMul(false, true), X(g, [3, 5]), g.Variable("w", [7, 5], Initializers.Glorot)).NormalizedRows("n")),
        ("residual block", g => Residual(X(g, [2, 4, 8, 8]), "r", 4, 1)),
        ("residual block with projection", g => Residual(X(g, [2, 3, 8, 8]), "r", 6, 2)),
        ("residual network", g =>
        {
            var x = Convolution(X(g, [2, 3, 16, 16]), "stem", 8, 3, 1, 1).Normalized("stem").Relu().MaxPool(2);
            x = Residual(Residual(Residual(x, "a", 8, 1), "b", 12, 2), "c", 12, 1);
            return x.GlobalAveragePool().Flatten().Dense("d", 5).Softmax();
        }),
        ("pre-activated residual block", g =>
        {
            var x = Convolution(X(g, [2, 3, 8, 8]), "stem", 4, 3, 1, 1);
            var y = Convolution(x.Normalized("a").Relu(), "c", 4, 3, 1, 1);
            return x + Convolution(y.Normalized("b").Relu(), "d", 4, 3, 1, 1);
        }),
        ("a broadcast sum is no residual", g => Convolution(X(g, [2, 3, 6, 6]), "c", 4, 3) + g.Variable("p", [4, 4], Initializers.Glorot)),
        ("padding, convolution", g => Convolution(Padded(X(g, [2, 3, 6, 5]), 1, 2, 0, 1, 0), "c", 4, 3)),
        ("padding twice, convolution with padding",
            g => Convolution(Padded(Padded(X(g, [1, 3, 4, 4]), 1, 0, 0, 1, 0), 1, 1, 1, 1, 0), "c", 4, 3, 1, 1)),
        ("padding with ones", g => Convolution(Padded(X(g, [2, 3, 6, 5]), 1, 1, 1, 1, 1), "c", 4, 3)),
        ("padding, pools", g =>
        {
            var x = Padded(Convolution(X(g, [2, 3, 6, 6]), "c", 3, 1), 1, 2, 2, 1, 0);
            var sum = x.Pool(PoolKind.Sum, 3) + x.Pool(PoolKind.Norm, 3) + x.Pool(PoolKind.PaddedAverage, 3);
            return sum + x.MaxPool(3) + x.AveragePool(3) + x.Pool(PoolKind.Min, 3)
                + x.Pool(PoolKind.PaddedAverage, 4, 4, 0, RoundingMode.Ceiling);
        }),
        ("transposed there and back", g => Convolution(X(g, [2, 3, 6, 6]).Transpose(0, 2, 3, 1).Transpose(0, 3, 1, 2), "c", 4, 3)),
        ("channels last input", g => Convolution(X(g, [2, 6, 5, 3]).Transpose(0, 3, 1, 2), "c", 4, 3).Transpose(0, 2, 3, 1)),
        ("slices, flips, expansions", g =>
        {
            var x = X(g, [2, 6, 5]);
            var y = x.Graph.Apply(StridedCopy.Slice([2, 6, 5], [0, 4, 0], [2, 3, 5], [1, -1, 1]), x);
            y = y.Graph.Apply(StridedCopy.Slice([2, 3, 5], [1, 2, 4], [1, 2, 3], [1, -2, -2]), y);
            return y.Transpose(2, 0, 1).Expand([4, 3, 1, 2]).Reshape([4, 6]).Reshape([3, 8]).Reshape([3, 8]).Detach() * 2;
        }),
        ("the same twice", g => X(g, [3, 4]) is var x
            ? x.Softmax().Mean(0) * 2 + x.Softmax().Mean(0) * g.Constant([1, 4], 1, 2, 3, 4) - x.Mean(0) * g.Constant([1, 4], 1, 2, 3, 4)
            : null!),
        ("constants only",
            g => X(g, [3, 4]) + g.Constant([4], 1, 2, 3, 4).Exp().Softmax() * g.Constant([3, 1], 1, 2, 3).Sum(0).Expand([3, 4])),
        ("variables only", g => X(g, [3, 4]) + (g.Variable("v", [4, 3], Initializers.Glorot).Transpose(1, 0).Softmax() * 2).Exp()),
        ("filters computed",
            g => g.Apply(new Convolution(new(3), new(3)), X(g, [2, 3, 6, 6]),
                g.Variable("v", [4, 3, 3, 3], Initializers.Glorot).Tanh() * g.Constant([4, 1, 1, 1], 1, 2, 3, 4))),
    ];

    /// <summary>Convolution without a bias.</summary>
    public static Value Convolution(Value x, string name, int filters, int size, int stride = 1, int padding = 0, int groups = 1)
    {
        var (height, width) = Window.Square(size, stride, padding, RoundingMode.Floor);
        return x.Graph.Apply(new Convolution(height, width, groups), name, x,
            x.Graph.Variable($"{name}/filters", [filters, x.Shape[1] / groups, size, size], Initializers.Glorot))[0];
    }

    /// <summary>Batch normalization in inference: gamma (x - mean) / sqrt(variance + epsilon) + beta for each channel.</summary>
    public static Value Normalized(this Value x, string name) => Normalize(x, name, [x.Shape[1], 1, 1]);

    public static Value Residual(Value x, string name, int filters, int stride)
    {
        var y = Convolution(x, $"{name}/1", filters, 3, stride, 1).Normalized($"{name}/1").Relu();
        y = Convolution(y, $"{name}/2", filters, 3, 1, 1).Normalized($"{name}/2");
        var shortcut = x.Shape == y.Shape ? x : Convolution(x, $"{name}/0", filters, 1, stride).Normalized($"{name}/0");
        return (y + shortcut).Relu();
    }

    /// <summary>MobileNet v1 (Howard et al. 2017, table 1) on images [N, 3, size, size].</summary>
    public static Value MobileNet(Graph graph, int size, float width = 1)
    {
        (int Filters, int Stride)[] blocks = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1),
            (512, 1), (512, 1), (1024, 2), (1024, 1)];
        var x = graph.Input("x", [1, 3, size, size]);
        x = Convolution(x, "stem", (int)(32 * width), 3, 2, 1).Normalized("stem").Relu();
        for (int i = 0; i < blocks.Length; i++)
        {
            x = Convolution(x, $"{i}/depthwise", x.Shape[1], 3, blocks[i].Stride, 1, x.Shape[1]).Normalized($"{i}/depthwise").Relu();
            x = Convolution(x, $"{i}/pointwise", (int)(blocks[i].Filters * width), 1).Normalized($"{i}/pointwise").Relu();
        }
        return x.GlobalAveragePool().Flatten().Dense("classes", 1000).Softmax();
    }

    /// <summary>Numbers for every input and variable; variances are positive.</summary>
    public static Dictionary<string, double[]> Draw(Graph graph, int seed)
    {
        var random = new Random(seed);
        var given = new Dictionary<string, double[]>();
        foreach (var (name, value) in graph.Inputs) given[name] = Numbers(value.Shape, 0);
        foreach (var (name, variable) in graph.Variables) given[name] = Numbers(variable.Value.Shape,
            name.EndsWith("variance", StringComparison.Ordinal) ? 1.2 : 0.1);
        return given;

        // Rounded to float, so that every device is given the same numbers.
        double[] Numbers(Shape shape,
            double middle) => [.. Enumerable.Range(0, (int)shape.Count).Select(_ => (double)(float)(random.NextDouble() * 2 - 1 + middle))];
    }

    private static Value NormalizedRows(this Value x, string name) => Normalize(x, name, [x.Shape[1]]);

    private static Value Normalize(Value x, string name, Shape shape)
    {
        var g = x.Graph;
        var deviation = g.Map(Sqrt(Input(0) + 1e-3f), g.Variable($"{name}/variance", shape));
        return (x - g.Variable($"{name}/mean", shape)) / deviation * g.Variable($"{name}/gamma", shape) + g.Variable($"{name}/beta", shape);
    }

    private static Value Padded(Value x, int top, int bottom, int left, int right, float fill) =>
        x.Graph.Apply(StridedCopy.Pad(x.Shape, [0, 0, top, left], [0, 0, bottom, right], fill), x);

    private static Value X(Graph graph, Shape shape) => graph.Input("x", shape);
}
