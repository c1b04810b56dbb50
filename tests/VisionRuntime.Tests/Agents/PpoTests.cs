using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using VisionRuntime.Agents;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Agents;

public class PpoTests
{
    private static readonly PpoOptions Quick = new()
    {
        LearningRate = 3e-3f, RolloutLength = 16, Epochs = 4, Minibatches = 4, Discount = 0.9f, ClipRange = 0.2f,
    };

    [Fact]
    public void It_learns_where_the_light_is()
    {
        using var device = new CpuDevice(2);
        using var environment = new LightEnvironment(device, 16);
        using var variables = new Variables(device, 1);
        using var ppo = new Ppo(environment, Network, device, variables, Quick, 1);
        ppo.Begin(1);
        Assert.InRange(ppo.Evaluate(100, 5).Average(), -1, 0.5);
        ppo.Begin(1);
        while (ppo.Steps < 12_000) ppo.Step();
        Assert.InRange(ppo.Evaluate(100, 7).Average(), 0.95, 1);
        Assert.True(float.IsNaN(ppo.Exploration));
    }

    [Theory, InlineData(1f, true), InlineData(0f, false)]
    public void It_learns_from_the_change_of_the_potential(float shaping, bool learns)
    {
        using var device = new CpuDevice(2);
        using var environment = new LightEnvironment(device, 16) { HasPotential = true };
        using var variables = new Variables(device, 1);
        using var ppo = new Ppo(environment, Network, device, variables, Quick with { Shaping = shaping }, 1);
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
            using var ppo = new Ppo(environment, Network, device, variables, Quick with { Stochastic = stochastic }, 1);
            ppo.Begin(1);
            ppo.Policy.Evaluate();
            return [.. Enumerable.Range(0, 60).Select(_ => ppo.Policy.Best(0))];
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights()
    {
        Assert.Equal(Weights(3), Weights(3));
        Assert.NotEqual(Weights(3), Weights(4));

        static float[] Weights(int seed)
        {
            using var device = new CpuDevice(2);
            using var environment = new LightEnvironment(device, 8);
            using var variables = new Variables(device, seed);
            using var ppo = new Ppo(environment, Network, device, variables, Quick, seed);
            ppo.Begin((ulong)seed);
            while (ppo.Steps < 1000) ppo.Step();
            return variables.Read("online/policy/weights");
        }
    }

    /// <summary>Of three steps one only begins the next episode: its action is ignored and nothing is learned from it.</summary>
    [Fact]
    public void A_rollout_is_trained_on_as_often_as_the_options_say()
    {
        using var device = new CpuDevice(1);
        using var environment = new LightEnvironment(device, 4);
        using var variables = new Variables(device, 1);
        using var ppo = new Ppo(environment, Network, device, variables, Quick with { RolloutLength = 12 }, 1);
        ppo.Begin(1);
        for (int step = 0; step < 11; step++) ppo.Step();
        Assert.Equal(0, ppo.Updates);
        ppo.Step();
        // 48 steps are four minibatches of 12; the 32 or 36 that count fill three.
        Assert.Equal(4 * 3, ppo.Updates);
        Assert.True(double.IsFinite(ppo.Loss));
    }

    [Fact]
    public void A_reward_that_is_not_finite_is_named()
    {
        using var device = new CpuDevice(1);
        using var environment = new LightEnvironment(device, 4) { Reward = float.NegativeInfinity };
        using var variables = new Variables(device, 1);
        using var ppo = new Ppo(environment, Network, device, variables, Quick, 1);
        ppo.Begin(1);
        var error = Assert.Throws<EnvironmentException>(() =>
        {
            while (ppo.Steps < 1000) ppo.Step();
        });
        Assert.Contains("returned the reward -Infinity", error.Message);
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_training_and_says_when()
    {
        using var device = new CpuDevice(1);
        using var environment = new LightEnvironment(device, 4) { Reward = float.MaxValue };
        using var variables = new Variables(device, 1);
        using var ppo = new Ppo(environment, Network, device, variables, Quick, 1);
        ppo.Begin(1);
        var error = Assert.Throws<TrainingDivergedException>(() =>
        {
            while (ppo.Steps < 1000) ppo.Step();
        });
        Assert.Contains($"step {error.Step}", error.Message);
    }

    [Fact]
    public void A_rollout_that_cannot_be_divided_is_refused()
    {
        using var device = new CpuDevice(1);
        using var environment = new LightEnvironment(device, 3);
        using var variables = new Variables(device, 1);
        var error = Assert.Throws<ArgumentException>(
            () => new Ppo(environment, Network, device, variables, Quick with { RolloutLength = 7, Minibatches = 4 }, 1));
        Assert.Contains("a rollout of 7 steps in 3 environments cannot be divided into 4 minibatches", error.Message);
    }

    private static (Value Policy, Value Value) Network(string prefix, Value observations, int actions)
    {
        var features = observations.Convolution($"{prefix}/conv", 8, 3, 1, 0, Activation.Relu)
            .Flatten().Dense($"{prefix}/hidden", 32, Activation.Relu);
        return ActorNetworks.WithHeads(prefix, features, actions);
    }
}
