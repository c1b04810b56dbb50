using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Formats.Onnx.Schema;
using static VisionRuntime.Tests.Formats.Onnx.TestModel;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>
/// Losses and optimizers against literal values: the examples of ONNX's operator documentation and backend tests, and others
/// computed from the documented formulas in double precision.
/// </summary>
public class TrainingOperatorTests
{
    private static readonly OnnxTensor Scores = OnnxTensor.Of([3, 3], 1, 2, 3, 2, 0, -1, 0, 0, 0.5f);

    private static readonly OnnxTensor Classes = Int64s(2, 0, 1);

    [Theory]
    [InlineData("none", false, null, new[] { 0.4076059644443804, 0.16984601955628567, 1.2943767694176431 })]
    [InlineData("sum", false, null, new[] { 1.8718287534183093 })]
    [InlineData("mean", false, null, new[] { 0.6239429178061031 })]
    [InlineData("none", true, null, new[] { 0.4076059644443804, 0.08492300977814284, 2.5887535388352862 })]
    [InlineData("mean", true, null, new[] { 0.8803664323022312 })]
    [InlineData("none", true, 0, new[] { 0.4076059644443804, 0, 2.5887535388352862 })]
    [InlineData("sum", true, 0, new[] { 2.996359503279667 })]
    [InlineData("mean", true, 0, new[] { 0.9987865010932223 })]
    public void SoftmaxCrossEntropyLoss_matches_its_definition(string reduction, bool weighted, int? ignored, double[] expected)
    {
        AttributeProto[] attributes = [String("reduction", reduction), .. ignored is { } index ? [Int("ignore_index", index)]
            : Array.Empty<AttributeProto>()];
        OnnxTensor?[] inputs = [Scores, Classes, .. weighted ? [OnnxTensor.Of([3], 0.5f, 2, 1)] : Array.Empty<OnnxTensor?>()];
        var results = Compute(13, "SoftmaxCrossEntropyLoss", inputs, attributes, OnnxType.Float, OnnxType.Float);
        AssertClose(expected, results[0], 1e-6);
        Assert.Equal(reduction == "none" ? Shape.Of(3) : [], results[0].Shape);
        double[] logProbabilities =
        [
            -2.40760596444438, -1.4076059644443801, -0.40760596444438013,
            -0.16984601955628564, -2.1698460195562856, -3.1698460195562856,
            -1.2943767694176431, -1.2943767694176431, -0.7943767694176431,
        ];
        AssertClose(logProbabilities, results[1], 1e-6);
    }

    [Theory] // the first three are the examples of the operator's documentation
    [InlineData("none", false, null, new[] { -3.0, -2, 0, -2 })]
    [InlineData("sum", true, null, new[] { -1.1 })]
    [InlineData("mean", true, null, new[] { -1.5714285714285714 })]
    [InlineData("none", true, null, new[] { -0.3, -0.6, 0, -0.2 })]
    [InlineData("mean", false, null, new[] { -1.75 })]
    [InlineData("mean", true, 2, new[] { -1.2 })]
    public void NegativeLogLikelihoodLoss_matches_its_documentation(string reduction, bool weighted, int? ignored, double[] expected)
    {
        var input = OnnxTensor.Of([2, 3, 2], 1, 2, 2, 2, 3, 2, 0, 1, 2, 2, 1, 2);
        var target = OnnxTensor.Of(OnnxType.Int64, [2, 2], 2L, 1, 0, 2);
        AttributeProto[] attributes = [String("reduction", reduction), .. ignored is { } index ? [Int("ignore_index", index)]
            : Array.Empty<AttributeProto>()];
        OnnxTensor?[] inputs = [input, target, .. weighted ? [OnnxTensor.Of([3], 0.2f, 0.3f, 0.1f)] : Array.Empty<OnnxTensor?>()];
        AssertClose(expected, Compute(13, "NegativeLogLikelihoodLoss", inputs, attributes)[0], 1e-6);
    }

    [Fact]
    public void Adagrad_matches_its_definition()
    {
        AttributeProto[] attributes = [Float("norm_coefficient", 0.001f), Float("epsilon", 1e-5f), Float("decay_factor", 0.1f)];
        var first = Update("Adagrad", 0.1f, 0, attributes, [[1], [-1], [2]]);
        AssertClose([1.0576961844316204], first[0]);
        AssertClose([2.998001], first[1]);
        var later = Update("Adagrad", 0.1f, 3, attributes, [[1, 2], [-1, -3], [2, 0.5f]]);
        AssertClose([1.0443816803320156, 2.074868552519689], later[0]);
        AssertClose([2.998001, 9.488004], later[1]);
    }

    [Theory]
    [InlineData("standard", 0.001f, 0.1f, 0, new[] { 1.13238, 2.70772 }, new[] { 0.6762, 0.9228 })]
    [InlineData("standard", 0.001f, 0.1f, 1, new[] { 1.047888, 2.482972 }, new[] { 1.52112, 3.17028 })]
    [InlineData("nesterov", 0.01f, 1f, 0, new[] { 1.227535, 2.95714 }, new[] { 0.687, 0.948 })]
    public void Momentum_matches_its_definition(string mode, float norm, float beta, long time, double[] x, double[] momentum)
    {
        AttributeProto[] attributes = [Float("norm_coefficient", norm), Float("alpha", 0.95f), Float("beta", beta), String("mode", mode)];
        var updated = Update("Momentum", 0.1f, time, attributes, [[1.2f, 2.8f], [-0.94f, -2.5f], [1.7f, 3.6f]]);
        AssertClose(x, updated[0]);
        AssertClose(momentum, updated[1]);
    }

    [Theory]
    [InlineData(0.1f, 1e-7f, 0f, 0, new[] { 1.0250363491167394, 2.6610326709788175 }, new[] { 0.803210896, 5.622407056 })]
    [InlineData(0.85f, 1e-2f, 0.05f, 2, new[] { -0.5506797854072946, 1.002090921778674 }, new[] { 0.217201816, 1.020401176 })]
    public void Adam_matches_its_definition(float beta, float epsilon, float post, long time, double[] x, double[] second)
    {
        AttributeProto[] attributes =
        [
            Float("norm_coefficient", 0.001f), Float("norm_coefficient_post", post), Float("alpha", 0.95f), Float("beta", beta),
                Float("epsilon", epsilon),
        ];
        var updated = Update("Adam", 0.1f, time, attributes, [[1.2f, 2.8f], [-0.94f, -2.5f], [1.7f, 3.6f], [0.1f, 0.1f]]);
        AssertClose(x, updated[0]);
        AssertClose([1.56806, 3.29514], updated[1]);
        AssertClose(second, updated[2]);
    }

    [Theory, InlineData("Adagrad", 1, new[] { 4.0 }), InlineData("Adam", 2, new[] { 0.1 * 2, 0.001 * 4 })]
    public void Optimizers_have_default_attributes(string operation, int states, double[] expected)
    {
        var updated = Update(operation, 0.1f, 0, [], [[1], [2], .. Enumerable.Repeat<float[]>([0], states)]);
        double step = operation == "Adagrad" ? 2 / (2 + 1e-6) : 0.2 / (Math.Sqrt(0.004) + 1e-6);
        AssertClose([1 - 0.1 * step], updated[0]);
        for (int i = 0; i < states; i++) AssertClose([expected[i]], updated[1 + i]);
    }

    /// <summary>
    /// Runs an optimizer of ONNX's training preview on parameters, gradients and states; returns the new parameters and states.
    /// </summary>
    private static OnnxTensor[] Update(string operation, float rate, long time, AttributeProto[] attributes, float[][] tensors)
    {
        using var file = new TestModel();
        file.Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx.preview.training", Version = 1 });
        file.Input("r", OnnxType.Float).Input("t", OnnxType.Int64);
        string[] inputs = [.. tensors.Select((_, i) => $"x{i}")], outputs = [.. tensors.Skip(1).Select((_, i) => $"y{i}")];
        foreach (string name in inputs) file.Input(name, OnnxType.Float, tensors[0].Length);
        foreach (string name in outputs) file.Output(name, OnnxType.Float, tensors[0].Length);
        var node = file.Node(operation, ["r", "t", .. inputs], outputs);
        node.Domain = "ai.onnx.preview.training";
        node.Attribute.AddRange(attributes);
        var given = tensors.Select((values, i) => (inputs[i], OnnxTensor.Of([values.Length], values)));
        var results = file.RunAll([("r", OnnxTensor.Of([], rate)), ("t", OnnxTensor.Of(OnnxType.Int64, [], time)), .. given]);
        return [.. outputs.Select(output => results[output][0])];
    }
}
