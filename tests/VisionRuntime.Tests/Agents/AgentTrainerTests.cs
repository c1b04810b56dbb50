using ShaderKernels.Backends.Cpu;
using VisionRuntime.Agents;
using VisionRuntime.Graphs;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Agents;

/// <summary>What is true of every algorithm that learns from its own steps.</summary>
public class AgentTrainerTests
{
    [Theory]
    [InlineData("dqn", 8, 6_000)]
    [InlineData("ppo", 16, 12_000)]
    public void It_learns_where_the_light_is(string algorithm, int environments, int steps)
    {
        using var run = new Run(algorithm, environments, threads: 2);
        run.Trainer.Begin(1);
        Assert.InRange(run.Trainer.Evaluate(100, 5).Average(), -1, 0.5);
        run.Train(steps);
        Assert.InRange(run.Trainer.Evaluate(100, 7).Average(), 0.95, 1);
        Assert.Equal(algorithm == "ppo", float.IsNaN(run.Trainer.Exploration));
    }

    [Theory, InlineData("dqn"), InlineData("ppo")]
    public void The_same_seed_gives_the_same_weights(string algorithm)
    {
        Assert.Equal(Weights(3), Weights(3));
        Assert.NotEqual(Weights(3), Weights(4));

        float[] Weights(int seed)
        {
            using var run = new Run(algorithm, 8, seed, threads: 2);
            run.Train(1000, seed);
            return run.Weights;
        }
    }

    /// <summary>The mean of the losses overflows.</summary>
    [Theory, InlineData("dqn", 8), InlineData("ppo", 4)]
    public void A_loss_that_is_not_finite_stops_training_and_says_when(string algorithm, int environments)
    {
        using var run = new Run(algorithm, environments) { Environment = { Reward = float.MaxValue } };
        var error = Assert.Throws<TrainingDivergedException>(() => run.Train(3000));
        Assert.Contains($"step {error.Step}", error.Message);
    }

    [Theory]
    [InlineData("dqn", float.NaN)]
    [InlineData("dqn", float.PositiveInfinity)]
    [InlineData("ppo", float.NegativeInfinity)]
    public void A_reward_that_is_not_finite_stops_training_before_anything_is_learned_from_it(string algorithm, float reward)
    {
        using var run = new Run(algorithm, 8) { Environment = { Reward = reward } };
        float[] before = run.Weights;
        var error = Assert.Throws<EnvironmentException>(() => run.Train(3000));
        Assert.Contains(FormattableString.Invariant($"returned the reward {reward} at step {run.Trainer.Steps}"), error.Message);
        Assert.Equal(before, run.Weights);
    }

    private sealed class Run : IDisposable
    {
        private readonly string _algorithm;
        private readonly CpuDevice _device;
        private readonly Variables _variables;

        public Run(string algorithm, int environments, int seed = 1, int threads = 1)
        {
            (_algorithm, _device) = (algorithm, new CpuDevice(threads));
            (Environment, _variables) = (new LightEnvironment(_device, environments), new Variables(_device, seed));
            Trainer = algorithm == "dqn"
                ? new Dqn(Environment, LightNetworks.Values, _device, _variables, DqnTests.Quick, seed)
                : new Ppo(Environment, LightNetworks.Actor, _device, _variables, PpoTests.Quick, seed);
        }

        public AgentTrainer Trainer { get; }

        public LightEnvironment Environment { get; }

        public float[] Weights => _variables.Read(_algorithm == "dqn" ? "online/values/weights" : "online/policy/weights");

        public void Train(int steps, int seed = 1)
        {
            Trainer.Begin((ulong)seed);
            while (Trainer.Steps < steps) Trainer.Step();
        }

        public void Dispose()
        {
            Trainer.Dispose();
            _variables.Dispose();
            Environment.Dispose();
            _device.Dispose();
        }
    }
}
