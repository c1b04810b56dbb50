using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using VisionRuntime.Agents;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Agents;

public class DqnTests
{
    private static readonly DqnOptions Quick = new()
    {
        LearningRate = 3e-3f, BatchSize = 32, ReplayCapacity = 2000, LearningStarts = 200, TrainFrequency = 4, TargetUpdate = 50, ExplorationSteps = 2000, Discount = 0.9f,
    };

    [Fact]
    public void It_learns_where_the_light_is()
    {
        using var device = new CpuDevice(2);
        using var environment = new LightEnvironment(device, 8);
        using var variables = new Variables(device, 1);
        using var dqn = new Dqn(environment, Network, device, variables, Quick, 1);
        dqn.Begin(1);
        Assert.InRange(dqn.Evaluate(100, 5).Average(), -1, 0.5);
        dqn.Begin(1);
        while (dqn.Steps < 6000) dqn.Step();
        Assert.InRange(dqn.Evaluate(100, 7).Average(), 0.95, 1);
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
            using var dqn = new Dqn(environment, Network, device, variables, Quick, seed);
            dqn.Begin((ulong)seed);
            while (dqn.Steps < 1000) dqn.Step();
            return variables.Read("online/values/weights");
        }
    }

    /// <summary>The mean of the losses overflows.</summary>
    [Fact]
    public void A_loss_that_is_not_finite_stops_training_and_says_when()
    {
        using var device = new CpuDevice(1);
        using var environment = new LightEnvironment(device, 8) { Reward = float.MaxValue };
        using var variables = new Variables(device, 1);
        using var dqn = new Dqn(environment, Network, device, variables, Quick, 1);
        dqn.Begin(1);
        var error = Assert.Throws<TrainingDivergedException>(() =>
        {
            while (dqn.Steps < 3000) dqn.Step();
        });
        Assert.Contains($"step {error.Step}", error.Message);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_reward_that_is_not_finite_stops_training_before_anything_is_learned_from_it(float reward)
    {
        using var device = new CpuDevice(1);
        using var environment = new LightEnvironment(device, 8) { Reward = reward };
        using var variables = new Variables(device, 1);
        using var dqn = new Dqn(environment, Network, device, variables, Quick, 1);
        dqn.Begin(1);
        float[] before = variables.Read("online/values/weights");
        var error = Assert.Throws<EnvironmentException>(() =>
        {
            while (dqn.Steps < 3000) dqn.Step();
        });
        Assert.Contains(FormattableString.Invariant($"returned the reward {reward} at step {dqn.Steps}"), error.Message);
        Assert.Equal(before, variables.Read("online/values/weights"));
    }

    /// <summary>
    /// Each switch by itself, and all together, which is Rainbow. Exploration is that of noisy layers where there are any.
    /// </summary>
    [Theory]
    [InlineData("none")]
    [InlineData("n-step")]
    [InlineData("prioritized")]
    [InlineData("dueling")]
    [InlineData("noisy")]
    [InlineData("distributional")]
    [InlineData("rmsprop")]
    [InlineData("all")]
    public void It_learns_with_each_switch(string name)
    {
        bool all = name == "all", noisy = all || name == "noisy";
        var options = Quick with
        {
            Double = name != "none", NStep = all || name == "n-step" ? 2 : 1, Prioritized = all || name == "prioritized",
            ImportanceSteps = 6000, InitialExploration = noisy ? 0 : 1, FinalExploration = noisy ? 0 : 0.05f,
            Optimizer = name == "rmsprop" ? DqnOptimizer.CenteredRmsProp : DqnOptimizer.Adam,
        };
        var network = new RainbowNetwork((prefix, x) => x.Convolution($"{prefix}/conv", 8, 3, 1, 0, Activation.Relu), 32)
        {
            Dueling = all || name == "dueling", Noisy = noisy, Atoms = all || name == "distributional" ? 21 : 1,
            MinimumValue = -2, MaximumValue = 2,
        };
        using var device = new CpuDevice(2);
        using var environment = new LightEnvironment(device, 8);
        using var variables = new Variables(device, 1);
        using var dqn = new Dqn(environment, network.Build, device, variables, options, 1);
        dqn.Begin(1);
        while (dqn.Steps < 6000) dqn.Step();
        Assert.InRange(dqn.Evaluate(100, 7).Average(), 0.95, 1);
    }

    [Fact]
    public void Returns_count_each_episode_once()
    {
        using var device = new CpuDevice(1);
        using var environment = new LightEnvironment(device, 3);
        using var variables = new Variables(device, 1);
        using var dqn = new Dqn(environment, Network, device, variables, Quick, 1);
        var returns = new List<double>();
        dqn.EpisodeFinished += returns.Add;
        dqn.Begin(1);
        for (int step = 0; step < 30; step++) dqn.Step();
        // Two steps and one that begins anew: ten episodes each.
        Assert.Equal(30, returns.Count);
        Assert.Equal(30, dqn.Episodes);
        Assert.All(returns, value => Assert.Contains(value, new[] { -1.0, 0, 1 }));
    }

    private static Value Network(string prefix, Value observations, int actions) => observations
        .Convolution($"{prefix}/conv", 8, 3, 1, 0, Activation.Relu).Flatten().Dense($"{prefix}/hidden", 32, Activation.Relu).Dense($"{prefix}/values", actions);
}
