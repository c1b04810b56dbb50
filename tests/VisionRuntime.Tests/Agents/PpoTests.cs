using ShaderKernels.Backends.Cpu;
using VisionRuntime.Agents;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Agents;

public class PpoTests
{
    internal static readonly PpoOptions Quick = new()
    {
        LearningRate = 3e-3f, RolloutLength = 16, Epochs = 4, Minibatches = 4, Discount = 0.9f, ClipRange = 0.2f,
    };

    [Theory, InlineData(1f, true), InlineData(0f, false)]
    public void It_learns_from_the_change_of_the_potential(float shaping, bool learns)
    {
        using var device = new CpuDevice(2);
        using var environment = new LightEnvironment(device, 16) { HasPotential = true };
        using var variables = new Variables(device, 1);
        using var ppo = new Ppo(environment, LightNetworks.Actor, device, variables, Quick with { Shaping = shaping }, 1);
        var returns = new List<double>();
        ppo.EpisodeFinished += returns.Add;
        ppo.Begin(1);
        while (ppo.Steps < 8_000 || environment.Right(0) < 0) ppo.Step();
        // Returns are those of the game, whatever was learned from.
        Assert.All(returns, value => Assert.Equal(0, value));
        ppo.Policy.Evaluate();
        Assert.Equal(learns, Enumerable.Range(0, 16).All(e => ppo.Policy.Best(e) == environment.Right(e)));
    }

    [Fact]
    public void A_stochastic_agent_is_evaluated_by_drawing_its_actions()
    {
        // The weights are the initial ones, whose probabilities are nearly equal: always the same action, or each of them.
        Assert.Single(Actions(stochastic: false).Distinct());
        Assert.Equal(3, Actions(stochastic: true).Distinct().Count());

        static int[] Actions(bool stochastic)
        {
            using var device = new CpuDevice(1);
            using var environment = new LightEnvironment(device, 4);
            using var variables = new Variables(device, 1);
            using var ppo = new Ppo(environment, LightNetworks.Actor, device, variables, Quick with { Stochastic = stochastic }, 1);
            ppo.Begin(1);
            ppo.Policy.Evaluate();
            return [.. Enumerable.Range(0, 60).Select(_ => ppo.Policy.Best(0))];
        }
    }

    /// <summary>Of three steps one only begins the next episode: its action is ignored and nothing is learned from it.</summary>
    [Fact]
    public void A_rollout_is_trained_on_as_often_as_the_options_say()
    {
        using var device = new CpuDevice(1);
        using var environment = new LightEnvironment(device, 4);
        using var variables = new Variables(device, 1);
        using var ppo = new Ppo(environment, LightNetworks.Actor, device, variables, Quick with { RolloutLength = 12 }, 1);
        ppo.Begin(1);
        for (int step = 0; step < 11; step++) ppo.Step();
        Assert.Equal(0, ppo.Updates);
        ppo.Step();
        // 48 steps are four minibatches of 12; the 32 or 36 that count fill three.
        Assert.Equal(4 * 3, ppo.Updates);
        Assert.True(double.IsFinite(ppo.Loss));
    }

    /// <summary>The learning rate falls linearly to 0, which the first rollout, of 48 steps, reaches in one of three cases.</summary>
    [Theory, InlineData(0, 1f), InlineData(48, 0f), InlineData(96, 0.5f)]
    public void Annealing_scales_the_first_step_of_the_weights(long annealingSteps, float factor)
    {
        using var device = new CpuDevice(1);
        using var environment = new LightEnvironment(device, 4);
        using var variables = new Variables(device, 1);
        var options = Quick with { RolloutLength = 12, Epochs = 1, Minibatches = 1, AnnealingSteps = annealingSteps };
        using var ppo = new Ppo(environment, LightNetworks.Actor, device, variables, options, 1);
        float[] before = Weights();
        ppo.Begin(1);
        for (int step = 0; step < 12; step++) ppo.Step();
        float[] after = Weights();
        Assert.Equal(1, ppo.Updates);
        // Adam's first step is the learning rate, wherever the gradient is not tiny.
        Assert.Equal(Quick.LearningRate * factor, before.Zip(after, (x, y) => Math.Abs(x - y)).Max(), 1e-5f);

        float[] Weights() => variables.Read("online/hidden/weights");
    }

    [Fact]
    public void A_rollout_that_cannot_be_divided_is_refused()
    {
        using var device = new CpuDevice(1);
        using var environment = new LightEnvironment(device, 3);
        using var variables = new Variables(device, 1);
        var error = Assert.Throws<ArgumentException>(
            () => new Ppo(environment, LightNetworks.Actor, device, variables, Quick with { RolloutLength = 7, Minibatches = 4 }, 1));
        Assert.Contains("a rollout of 7 steps in 3 environments cannot be divided into 4 minibatches", error.Message);
    }
}
