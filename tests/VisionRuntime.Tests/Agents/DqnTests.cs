using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using VisionRuntime.Agents;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;

namespace VisionRuntime.Tests.Agents;

public class DqnTests
{
    internal static readonly DqnOptions Quick = new()
    {
        LearningRate = 3e-3f, BatchSize = 32, ReplayCapacity = 2000, LearningStarts = 200, TrainFrequency = 4, TargetUpdate = 50,
        ExplorationSteps = 2000, Discount = 0.9f,
    };

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

    /// <summary>The replay buffer of a resumed run begins empty, with the counters and the weights of the run before.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public void A_resumed_run_learns_on_when_its_replay_buffer_is_filled_again(bool prioritized)
    {
        using var device = new CpuDevice(1);
        using var environment = new LightEnvironment(device, 8);
        using var variables = new Variables(device, 1);
        long steps, updates;
        using (var first = Begun(null))
        {
            while (first.Updates < 60) first.Step();
            (steps, updates) = (first.Steps, first.Updates);
        }
        using var resumed = Begun((steps, updates));
        while (resumed.Steps - steps < Quick.LearningStarts - 16) resumed.Step();
        Assert.Equal(updates, resumed.Updates);
        while (resumed.Steps - steps < Quick.LearningStarts + 400) resumed.Step();
        Assert.InRange(resumed.Updates - updates, 100, 105);
        Assert.True(double.IsFinite(resumed.Loss));

        Dqn Begun((long Steps, long Updates)? before)
        {
            var dqn = new Dqn(environment, LightNetworks.Values, device, variables, Quick with { Prioritized = prioritized }, 1)
            {
                Steps = before?.Steps ?? 0, Updates = before?.Updates ?? 0,
            };
            dqn.Begin(1);
            return dqn;
        }
    }

    [Fact]
    public void Returns_count_each_episode_once()
    {
        using var device = new CpuDevice(1);
        using var environment = new LightEnvironment(device, 3);
        using var variables = new Variables(device, 1);
        using var dqn = new Dqn(environment, LightNetworks.Values, device, variables, Quick, 1);
        var returns = new List<double>();
        dqn.EpisodeFinished += returns.Add;
        dqn.Begin(1);
        for (int step = 0; step < 30; step++) dqn.Step();
        // Two steps and one that begins anew: ten episodes each.
        Assert.Equal(30, returns.Count);
        Assert.Equal(30, dqn.Episodes);
        Assert.All(returns, value => Assert.Contains(value, new[] { -1.0, 0, 1 }));
    }
}
