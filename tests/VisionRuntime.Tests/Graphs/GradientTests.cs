using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Tests.Graphs;

/// <summary>
/// Each small network is compiled on the device and its gradients are compared twice: the graph itself against central differences in
/// double precision, and the device against the graph in double precision.
/// </summary>
public class GradientTests
{
    public static readonly (string Name, Func<Graph, Value> Build)[] Networks =
    [
        ("convolution", g => X(g, [2, 3, 7, 6]).Convolution("c", 5, new Window(3, 2, 1, 0, 1, RoundingMode.Floor), new Window(2, 1, 0, 1))),
        ("convolution relu", g => X(g, [2, 2, 6, 6]).Convolution("c", 4, 3, 1, 1, Activation.Relu).Convolution("d", 3, 3, 1, 0,
            Activation.Relu)),
        ("convolution with a residual", g => X(g, [2, 3, 5, 5]).Convolution("c", 3, 3, 1, 1) is var y
            ? g.Apply(new Convolution(new(3, 1, 1, 1), new(3, 1, 1, 1), 1, Activation.Relu6), y,
                g.Variable("w", [3, 3, 3, 3], Initializers.Glorot), g.Variable("b", [3]), y) : null!),
        ("grouped convolution", g => X(g, [1, 4, 5, 5]).Convolution("c", 6, new Window(3, 1, 2, 2, 2), new Window(3, 1, 1, 1), 2)),
        ("transposed convolution", g => g.Apply(new ConvolutionInputGradient(new(3, 2, 1, 1), new(3, 2, 1, 1), 7, 7), X(g, [2, 3, 4, 4]),
            g.Variable("w", [3, 2, 3, 3], Initializers.Glorot))),
        ("filter gradient", g => g.Apply(new ConvolutionFilterGradient(new(3, 2, 1, 1), new(3, 2, 1, 1)), X(g, [2, 3, 7, 7]),
            g.Variable("w", [2, 4, 4, 4], Initializers.Glorot))),
        ("convolution, overlapping max pool", g => X(g, [2, 2, 9, 8]).Convolution("c", 5, 3).Pool(PoolKind.Max, new Window(3, 2),
            new Window(3, 2, 1))),
        ("max pool with equals", g => X(g, [2, 2, 6, 6]).Convolution("c", 3, 3, 1, 1, Activation.Relu).MaxPool(2)),
        ("min pool to the ceiling", g => X(g, [2, 3, 7, 5]).Pool(PoolKind.Min, 2, 2, 0, RoundingMode.Ceiling) * g.Variable("w", [3, 1, 1],
            Initializers.Glorot)),
        ("average pool, dense", g => X(g, [2, 3, 7, 7]).AveragePool(3, 2, 1).Flatten().Dense("d", 4)),
        ("average pool with its padding", g => X(g, [1, 2, 6, 7]).Convolution("c", 17, 3).Pool(PoolKind.PaddedAverage,
            new Window(3, 2, 1, 1, 1, RoundingMode.Ceiling), new Window(2, 1, 0, 1, 2))),
        ("truncated average pool", g => X(g, [2, 2, 5, 7]).Pool(PoolKind.Average, 3, 1, 0, RoundingMode.Truncate) * g.Variable("w", [2, 1, 1],
            Initializers.Glorot)),
        ("dilated sum pool", g => X(g, [2, 2, 7, 8]).Pool(PoolKind.Sum, new Window(2, 3, 0, 1, 3, RoundingMode.Floor),
            new Window(3, 1, 1, 0, 2)) * g.Variable("w", [2, 1, 1], Initializers.Glorot)),
        ("norm pool", g => X(g, [2, 2, 8, 8]).Convolution("c", 3, 3).Pool(PoolKind.Norm, 3, 1)),
        ("global pools", g => X(g, [2, 3, 5, 4]).Convolution("c", 3, 3) is var y ? y.GlobalAveragePool() * y.GlobalMaxPool() : null!),
        ("gradient of an average pool", g => X(g, [2, 3, 4, 4]).Convolution("c", 3, 3, 1, 1) is var y
            ? g.Apply(new PoolGradient(PoolKind.Average, new(3, 2, 1, 1), new(3, 2, 1, 1), 7, 7), y) : null!),
        ("dense", g => X(g, [4, 7]).Dense("d", 9, Activation.Relu).Dense("e", 3)),
        ("matmul transposed", g => g.Apply(new MatMul(true, true), X(g, [5, 4]), g.Variable("w", [6, 5], Initializers.Glorot))),
        ("matmul right transposed", g => g.Apply(new MatMul(false, true), X(g, [4, 5]), g.Variable("w", [6, 5], Initializers.Glorot))),
        ("matmul left transposed", g => g.Apply(new MatMul(true, false), X(g, [5, 4]), g.Variable("w", [5, 6], Initializers.Glorot))),
        ("broadcast", g => X(g, [3, 4, 2, 5]) * g.Variable("w", [4, 1, 1], Initializers.Glorot)
            + g.Variable("v", [5], Initializers.Glorot)),
        ("functions", g => g.Map(Sigmoid(Input(0)) * Tanh(Input(1)) + Exp(Input(0)) / (Sqrt(Abs(Input(1))) + 1f), X(g, [3, 5]),
            g.Variable("w", [5], Initializers.Glorot))),
        ("several outputs", g =>
        {
            var two = g.Apply(new Map(Input(0) * Input(1), Sin(Input(0))), "two", X(g, [4, 3]), g.Variable("w", [3], Initializers.Glorot));
            return two[0] + two[1] * two[1];
        }),
        ("softmax", g => (X(g, [4, 6]) * g.Variable("w", [6], Initializers.Glorot)).Softmax()),
        ("log softmax over channels", g => (X(g, [2, 3, 2, 2]) * g.Variable("w", [3, 1, 1], Initializers.Glorot)).LogSoftmax(1)),
        ("mean and max", g => (X(g, [3, 4, 5]) * g.Variable("w", [5], Initializers.Glorot)) is var y ? y.Mean(1) + y.Max(1) : null!),
        ("transpose, flatten, dense", g => X(g, [2, 3, 4, 5]).Transpose(0, 3, 1, 2).Flatten().Dense("d", 3)),
        ("convolution, flatten, dense", g => X(g, [2, 3, 6, 6]).Convolution("c", 4, 3, 1, 0, Activation.Relu).Flatten().Dense("d", 3)),
        ("slice and concatenate", g =>
        {
            var x = X(g, [3, 6]) * g.Variable("w", [6], Initializers.Glorot);
            var part = g.Apply(StridedCopy.Slice(x.Shape, [0, 5], [3, 3], [1, -2]), x);
            return g.Apply(StridedCopy.Concatenate(1, x.Shape, part.Shape), x, part);
        }),
        ("batch normalization", g =>
        {
            // No bias: the mean would take it away again, and its gradient would be nothing but rounding.
            var x = g.Apply(new Convolution(new(3), new(3)), X(g, [3, 2, 4, 4]), g.Variable("w", [3, 2, 3, 3], Initializers.Glorot));
            var centered = x - x.Mean(0, 2, 3);
            return g.Map(Input(0) / Sqrt(Input(1) + 1e-3f), centered, (centered * centered).Mean(0, 2, 3)) * g.Variable("gamma", [3, 1, 1],
                Initializers.Glorot);
        }),
        ("a value used three times", g => X(g, [3, 3]) is var x && x.Dense("d", 3) is var y ? y * y * x + y : null!),
    ];

    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (string device in TestDevices.Names)
        {
            for (int i = 0; i < Networks.Length; i++) cases.Add(device, i);
        }
        return cases;
    }

    public static TheoryData<int> All => [.. Enumerable.Range(0, Networks.Length)];

    [Theory, MemberData(nameof(All))]
    public void Gradients_agree_with_central_differences(int network)
    {
        var (graph, loss, by, gradients, given) = Build(network);
        CentralDifferences.Check(graph, loss, by, gradients, given, Networks[network].Name);
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void The_device_agrees_with_double_precision(string device, int network)
    {
        var (graph, loss, by, gradients, given) = Build(network);
        graph.Output("loss", loss);
        for (int i = 0; i < by.Length; i++) graph.Output($"gradient {i}", gradients[i]);
        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened);
        using var plan = Plan.Compile(graph, opened, variables);
        foreach (var (name, numbers) in given)
        {
            float[] floats = [.. numbers.Select(number => (float)number)];
            if (graph.Inputs.ContainsKey(name)) plan.Input(name).Write(floats);
            else variables.Write(name, floats);
        }
        plan.Run();
        plan.Run();
        double[][] expected = ReferenceInterpreter.Run(graph, given, [loss, .. gradients]);
        Agreement.Compare(expected[0], [.. plan.Output("loss").ToArray()], 1e-4, "loss");
        for (int i = 0; i < by.Length; i++) Agreement.Compare(expected[i + 1], [.. plan.Output($"gradient {i}").ToArray()], 1e-4,
            $"{Networks[network].Name} on {device}: gradient of {by[i].Name}");
    }

    private static Value X(Graph graph, Shape shape) => graph.Input("x", shape);

    /// <summary>The network with a loss that weighs each output differently, its gradients, and numbers for everything.</summary>
    private static (Graph, Value Loss, Value[] By, Value[] Gradients, Dictionary<string, double[]>) Build(int network)
    {
        var graph = new Graph();
        var y = Networks[network].Build(graph);
        var random = new Random(network + 100);
        var weights = graph.Constant(y.Shape, [.. Enumerable.Range(0, (int)y.Shape.Count).Select(_ => random.NextSingle() - 0.5f)]);
        var loss = (y * weights).Sum();
        Value[] by = [.. graph.Inputs.Values, .. graph.Variables.Values.Select(variable => variable.Value)];
        var given = by.ToDictionary(value => value.Name, value => Enumerable.Range(0, (int)value.Shape.Count).Select(_ =>
            (double)(random.NextSingle() * 2 - 1)).ToArray(), StringComparer.Ordinal);
        return (graph, loss, by, Gradients.Of(loss, by), given);
    }
}
