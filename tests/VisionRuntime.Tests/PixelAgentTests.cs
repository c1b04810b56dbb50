using ShaderKernels.Backends.Cpu;
using VisionRuntime.Behaviours;
using VisionRuntime.Capture;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Models;
using VisionRuntime.Tests.Capture;

namespace VisionRuntime.Tests;

/// <summary>How an agent acts is in its file: the action with the largest value, or one drawn from the probabilities.</summary>
public sealed class PixelAgentTests : IDisposable
{
    /// <summary>The probabilities 0.2, 0.5 and 0.3 of three actions, whatever is seen.</summary>
    private static readonly float[] Logits = [MathF.Log(0.2f), MathF.Log(0.5f), MathF.Log(0.3f)];

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.onnx");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void An_agent_in_an_ONNX_file_draws_its_actions_as_in_training()
    {
        Save(isStochastic: true);
        int[] counts = Play(1000);
        for (int action = 0; action < 3; action++) Assert.Equal(Math.Exp(Logits[action]), counts[action] / 1000.0, 0.08);
    }

    [Fact]
    public void An_agent_takes_the_action_with_the_largest_value_where_its_file_says_nothing_else()
    {
        Save(isStochastic: false);
        Assert.Equal([0, 20, 0], Play(20));
    }

    [Fact]
    public void What_is_neither_true_nor_false_is_refused()
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["stochastic"] = "perhaps" };
        var error = Assert.Throws<InvalidDataException>(() => ModelFile.Described(Definition(false), facts.GetValueOrDefault));
        Assert.Equal("stochastic is 'perhaps', not true or false", error.Message);
    }

    [Fact]
    public void Disabled_actions_are_never_drawn()
    {
        var mask = new DiscreteActionMask(3, "Test");
        mask.SetActionEnabled(1, false);
        var random = new Random(1);
        var counts = new int[3];
        for (int i = 0; i < 1000; i++) counts[mask.Draw(Logits, random)]++;
        Assert.Equal(0, counts[1]);
        Assert.Equal(0.4, counts[0] / 1000.0, 0.08);
        mask.SetActionEnabled(0, false);
        mask.SetActionEnabled(2, false);
        Assert.Throws<InvalidOperationException>(() => mask.Draw(Logits, random));
    }

    private static NetworkDefinition Definition(bool isStochastic) => new(
        "constant", "", ModelTask.Control, "observations", [1, 3, 4, 4],
        x => (x.Mean(1, 2, 3) * 1e-3f).Reshape([x.Shape[0], 1]) + x.Graph.Constant([1, 3], Logits))
    {
        Labels = ["left", "stay", "right"], IsStochastic = isStochastic,
    };

    private void Save(bool isStochastic)
    {
        new Model(Definition(isStochastic)).Save(_path);
        Assert.Equal(isStochastic, Model.Load(_path).Definition.IsStochastic);
    }

    private int[] Play(int frames)
    {
        using var device = new CpuDevice(1);
        using var source = new ImageSource(Scene.Picture());
        using var vision = new VisionHost(source, device);
        var agent = vision.Add(new PixelAgent(_path) { Random = new Random(3) });
        var counts = new int[3];
        for (int frame = 0; counts.Sum() < frames; frame++)
        {
            Assert.True(frame < 3 * frames, "no actions arrive");
            vision.Update();
            if (agent.TryGetAction(out int action)) counts[action]++;
        }
        return counts;
    }
}
