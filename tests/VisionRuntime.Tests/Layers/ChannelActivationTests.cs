using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Tests.Graphs;

namespace VisionRuntime.Tests.Layers;

public class ChannelActivationTests
{
    private static readonly NetworkCase[] Networks =
    [
        new("maxout of units", g => g.Input("x", [3, 12]).Maxout(4),
            v => [.. Enumerable.Range(0, 9).Select(i => v["x"].Values[(i * 4)..(i * 4 + 4)].Max())]),
        new("maxout of maps", g => g.Input("x", [2, 6, 3, 5]).Convolution("c", 8, 3, 1, 1).Maxout(2)),
        new("gated linear unit", g => g.Input("x", [3, 8]).Glu(),
            v => [.. Enumerable.Range(0, 12)
                .Select(i => v["x"].Values[i / 4 * 8 + i % 4] / (1 + Math.Exp(-v["x"].Values[i / 4 * 8 + 4 + i % 4])))]),
        new("gated linear unit of maps", g => g.Input("x", [2, 3, 5, 4]).Convolution("c", 6, 3).Glu()),
        new("gated linear unit along the last axis", g => g.Input("x", [2, 3, 6]).Glu(-1),
            v => [.. Enumerable.Range(0, 18)
                .Select(i => v["x"].Values[i / 3 * 6 + i % 3] / (1 + Math.Exp(-v["x"].Values[i / 3 * 6 + 3 + i % 3])))]),
        new("softmin", g => g.Input("x", [3, 5]).Softmin(),
            v => [.. v["x"].Values.Select((x, i) => Math.Exp(-x) / v["x"].Values[(i / 5 * 5)..(i / 5 * 5 + 5)]
                .Sum(other => Math.Exp(-other)))]),
        new("parametric relu of units", g => g.Input("x", [4, 3]).ParametricRelu("p"),
            v => [.. v["x"].Values.Select((x, i) => x > 0 ? x : v["p/slope"].Values[i % 3] * x)]),
        new("parametric relu of volumes", g => g.Input("x", [2, 3, 2, 2, 2]).ParametricRelu("p"),
            v => [.. v["x"].Values.Select((x, i) => x > 0 ? x : v["p/slope"].Values[i / 8 % 3] * x)]),
        new("parametric relu after a convolution", g => g.Input("x", [2, 3, 5, 4]).Convolution("c", 5, 3).ParametricRelu("p")),
        new("parametric relu with slopes of its own", g => g.Input("x", [2, 3, 4]).ParametricRelu(g.Variable("s", [4], Initializers.Ones)),
            v => [.. v["x"].Values.Select((x, i) => x > 0 ? x : v["s"].Values[i % 4] * x)]),
    ];

    public static TheoryData<string, string> Cases => NetworkCase.OnDevices(Networks);

    public static TheoryData<string> All => [.. Networks.Select(network => network.Name)];

    [Theory, MemberData(nameof(All))]
    public void Layers_agree_with_the_formula_and_gradients_with_central_differences(string network) =>
        Networks.Single(n => n.Name == network).CheckInDouble();

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Devices_agree_with_double_precision(string device, string network) =>
        Networks.Single(n => n.Name == network).CheckOn(device);

    [Fact]
    public void Invalid_geometry_is_reported()
    {
        var graph = new Graph();
        Assert.Contains("cannot be split into groups of 4",
            Assert.Throws<ShapeException>(() => graph.Input("a", [2, 6]).Maxout(4)).Message);
        Assert.Contains("cannot be halved", Assert.Throws<ShapeException>(() => graph.Input("b", [2, 5]).Glu()).Message);
        Assert.Contains("has no channels", Assert.Throws<ShapeException>(() => graph.Input("c", [5]).ParametricRelu("p")).Message);
    }
}
