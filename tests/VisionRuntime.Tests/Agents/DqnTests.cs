using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Agents;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
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

    [Fact]
    public void A_loss_that_is_not_a_number_stops_training_and_says_when()
    {
        using var device = new CpuDevice(1);
        using var environment = new LightEnvironment(device, 8) { Reward = float.NaN };
        using var variables = new Variables(device, 1);
        using var dqn = new Dqn(environment, Network, device, variables, Quick, 1);
        dqn.Begin(1);
        var error = Assert.Throws<TrainingDivergedException>(() =>
        {
            while (dqn.Steps < 3000) dqn.Step();
        });
        Assert.Contains($"step {error.Step}", error.Message);
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

    /// <summary>A light is left, in the middle or right; naming its place brings half a point, another place costs half. Two rounds an episode.</summary>
    private sealed class LightEnvironment(Device device, int count) : IEnvironment
    {
        private readonly Random[] _random = new Random[count];
        private readonly int[] _place = new int[count], _round = new int[count];
        private readonly float[] _pixels = new float[count * 36];

        public float Reward { get; init; } = 0.5f;

        public int Count => count;

        public int ActionCount => 3;

        public Tensor Observations { get; } = device.AllocateTensor([count, 1, 6, 6]);

        public int Stack => 1;

        public void Reset(ulong seed)
        {
            for (int e = 0; e < count; e++)
            {
                _random[e] = new Random((int)seed * 100 + e);
                _round[e] = 0;
                _place[e] = _random[e].Next(3);
            }
            Show();
        }

        public void Step(ReadOnlySpan<int> actions, Span<float> rewards, Span<bool> terminated, Span<bool> truncated)
        {
            truncated.Clear();
            for (int e = 0; e < count; e++)
            {
                bool over = _round[e] == 2;
                rewards[e] = over ? 0 : actions[e] == _place[e] ? Reward : -0.5f;
                _round[e] = over ? 0 : _round[e] + 1;
                terminated[e] = _round[e] == 2;
                _place[e] = _random[e].Next(3);
            }
            Show();
        }

        public void Dispose() => Observations.Buffer.Dispose();

        private void Show()
        {
            Array.Clear(_pixels);
            for (int e = 0; e < count; e++)
            {
                for (int y = 2; y < 4; y++)
                {
                    for (int x = 0; x < 2; x++) _pixels[e * 36 + y * 6 + _place[e] * 2 + x] = 1;
                }
            }
            Observations.Write(_pixels);
        }
    }
}
