using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;
using VisionRuntime.Graphs;
using VisionRuntime.Tests.Graphs;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Training;

public class LossTests
{
    private static readonly NetworkCase[] Networks =
    [
        .. Enum.GetValues<LossReduction>().SelectMany(reduction => new NetworkCase[]
        {
            new($"likelihood of labels, {reduction}", g => LabelLosses.NegativeLogLikelihood(g.Input("x", [5, 4]),
                g.Input("fixed labels", [5]), reduction: reduction),
                v => Likelihood(v["x"].Values, v["fixed labels"].Values, 4, 1, null, null, reduction), Give: Labels(4)),
            new($"likelihood of pixels with weights and an ignored label, {reduction}", g =>
                LabelLosses.NegativeLogLikelihood(g.Input("x", [2, 3, 2, 5]), g.Input("fixed labels", [2, 2, 5]),
                g.Input("fixed weights", [3]), 1, reduction),
                v => Likelihood(v["x"].Values, v["fixed labels"].Values, 3, 10, v["fixed weights"].Values, 1, reduction), Give: Labels(3)),
            new($"cross-entropy of pixels, {reduction}", g => LabelLosses.SoftmaxCrossEntropy(g.Input("x", [2, 3, 7]),
                g.Input("fixed labels", [2, 7]), ignored: 0, reduction: reduction),
                v => Likelihood(LogSoftmax(v["x"].Values, 3, 7), v["fixed labels"].Values, 3, 7, null, 0, reduction), Scale: 3,
                    Give: Labels(3, 3)),
        }),
        new("smooth l1", g => Losses.SmoothL1(g.Input("x", [4, 9]), g.Input("t", [4, 9]), 0.5f), v =>
            Each(v, (x, t) => Math.Abs(x - t) < 0.5 ? (x - t) * (x - t) : Math.Abs(x - t) - 0.25), Scale: 2),
        new("poisson from logarithms", g => Losses.Poisson(g.Input("x", [4, 9]), g.Input("t", [4, 9])), v =>
            Each(v, (x, t) => Math.Exp(x) - t * x)),
        new("poisson from rates", g => Losses.Poisson(g.Input("x", [4, 9]), g.Input("t", [4, 9]), false), v =>
            Each(v, (x, t) => x - t * Math.Log(x + 1e-8f)), Give: (_, number) => Math.Abs(number) + 0.1f),
        new("kullback and leibler", g => Losses.KullbackLeibler(g.Input("x", [4, 9]), g.Input("fixed t", [4, 9])),
            v => [.. v["x"].Values.Zip(v["fixed t"].Values, (x, t) => t > 0 ? t * (Math.Log(t) - x) : 0)], Give: (name, number) =>
                name == "fixed t" ? Math.Max(0, number) : null),
    ];

    public static TheoryData<string, string> Cases => NetworkCase.OnDevices(Networks);

    public static TheoryData<string> All => [.. Networks.Select(network => network.Name)];

    [Theory, MemberData(nameof(All))]
    public void Losses_agree_with_the_formula_and_gradients_with_central_differences(string network) =>
        Networks.Single(n => n.Name == network).CheckInDouble();

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Devices_agree_with_double_precision(string device, string network) =>
        Networks.Single(n => n.Name == network).CheckOn(device);

    [Fact]
    public void Labels_and_scores_that_do_not_belong_together_are_named()
    {
        var graph = new Graph();
        var x = graph.Input("x", [2, 3, 4]);
        Assert.Contains("labels [2, 5] for [2, 3, 4]", Assert.Throws<ShapeException>(() =>
            LabelLosses.NegativeLogLikelihood(x, graph.Input("labels", [2, 5]))).Message);
        Assert.Contains("weights [4] for 3 classes", Assert.Throws<ShapeException>(() =>
            LabelLosses.NegativeLogLikelihood(x, graph.Input("fitting", [2, 4]), graph.Input("weights", [4]))).Message);
    }

    private static Func<string, float, float?> Labels(int classes, float scale = 1) => (name, number) => name switch
    {
        "fixed labels" => MathF.Min(classes - 1, MathF.Floor((number / scale + 1) / 2 * classes)),
        "fixed weights" => MathF.Abs(number) + 0.2f,
        _ => null,
    };

    private static double[] Each(IReadOnlyDictionary<string, HostTensor> v, Func<double, double, double> formula) =>
        [.. v["x"].Values.Zip(v["t"].Values, formula)];

    private static double[] LogSoftmax(double[] x, int classes, int places) =>
        [.. x.Select((value, i) => value - Math.Log(Enumerable.Range(0, classes).Sum(c =>
            Math.Exp(x[i / (classes * places) * classes * places + c * places + i % places]))))];

    private static double[] Likelihood(double[] x, double[] labels, int classes, int places, double[]? weights, int? ignored,
        LossReduction reduction)
    {
        var losses = new double[labels.Length];
        double total = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            int label = (int)labels[i];
            if (label == ignored) continue;
            double weight = weights?[label] ?? 1;
            losses[i] = -weight * x[(i / places * classes + label) * places + i % places];
            total += weight;
        }
        return reduction switch { LossReduction.None => losses, LossReduction.Sum => [losses.Sum()], _ => [losses.Sum() / total] };
    }
}
