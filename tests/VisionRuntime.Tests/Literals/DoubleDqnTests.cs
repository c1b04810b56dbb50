using ShaderKernels.Devices;
using ShaderKernels.Tests;
using VisionRuntime.Agents;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;

namespace VisionRuntime.Tests.Literals;

/// <summary>
/// Deep Q-learning on tables instead of networks, with losses worked out by hand (Mnih et al. 2015; van Hasselt, Guez and Silver 2016,
/// equation 4).
/// </summary>
public class DoubleDqnTests
{
    /// <summary>The weights stay, the greedy action is taken, and one step is played for each step of training.</summary>
    private static readonly DqnOptions Still = new()
    {
        LearningRate = 0, BatchSize = 4, ReplayCapacity = 60, LearningStarts = 8, TrainFrequency = 1, TargetUpdate = int.MaxValue,
        FinalExploration = 0, ExplorationSteps = 1, Discount = 0.9f,
    };

    /// <summary>
    /// The values of the three actions in each of the two states: the greedy actions are 1 and 2, those of the target network 0 and 1.
    /// </summary>
    private static readonly float[] Online = [1, 3, 2, 0.5f, -1, 0.75f], Target = [10, -5, 4, 2, 8, -0.25f];

    public static TheoryData<string> Devices => [.. LiteralCase.Devices];

    /// <summary>
    /// In state 0 the online network chooses action 1; the target network says -5: y = 0.5 + 0.9 * -5 = -4. The Huber loss of 3 - -4 = 7 is
    /// 7 - 0.5.
    /// </summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void The_online_network_chooses_the_action_and_the_target_network_gives_its_value(string device) =>
        Assert.Equal(6.5, LossOf(device, Still), 1e-4);

    /// <summary>
    /// From state 0 to state 1, whose action 2 the online network chooses and the target network gives -0.25: y = 0.5 + 0.9 * -0.25 =
    /// 0.275. 3 - 0.275 = 2.725, less 0.5.
    /// </summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void A_truncated_episode_goes_on_in_its_target(string device) =>
        Assert.Equal(2.225, LossOf(device, Still, truncates: true), 1e-4);

    /// <summary>y = 0.5, the reward alone: 3 - 0.5 = 2.5, less 0.5.</summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void Nothing_is_added_to_the_reward_of_a_terminated_episode(string device) =>
        Assert.Equal(2, LossOf(device, Still, terminates: true), 1e-4);

    /// <summary>With a discount of 0.5, y = 0.5 + 0.5 * -5 = -2 and the error is 5; with a delta of 3 its loss is 3 (5 - 1.5).</summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void Discount_and_delta_are_those_of_the_options(string device) =>
        Assert.Equal(10.5, LossOf(device, Still with { Discount = 0.5f, HuberDelta = 3 }), 1e-4);

    /// <summary>
    /// Online values 2, 2, 1 leave the choice open between target values 4 and 8: y = 0.5 + 0.9 * 6 = 5.9. The action taken is the first,
    /// worth 2: 3.9 - 0.5.
    /// </summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void Equal_values_share_the_target(string device) => Assert.Equal(3.4,
        LossOf(device, Still, online: [2, 2, 1, 0, 0, 0], target: [4, 8, 1, 0, 0, 0]), 1e-4);

    /// <summary>
    /// The gradient of the loss by Q(0, 1) is positive, and Adam's first step is the learning rate, whatever the gradient's size.
    /// </summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void A_step_changes_the_value_of_the_action_that_was_taken_and_no_other(string device)
    {
        using var run = new Run(device, Still with { LearningRate = 0.25f }, false, false, Online, Target);
        while (run.Dqn.Updates < 1) run.Dqn.Step();
        Assert.Equal([1, 2.75f, 2, 0.5f, -1, 0.75f], run.Table("online").Select(value => MathF.Round(value, 4)));
        Assert.Equal(Target, run.Table("target"));
    }

    [Fact]
    public void The_target_network_is_copied_at_the_beginning_and_then_as_often_as_the_options_say()
    {
        using var run = new Run("Cpu-Scalar", Still with { LearningRate = 0.25f, TargetUpdate = 5 }, false, false, Online, null);
        Assert.Equal(Online, run.Table("target"));
        while (run.Dqn.Updates < 4) run.Dqn.Step();
        Assert.Equal(Online, run.Table("target"));
        Assert.NotEqual(Online, run.Table("online"));
        run.Dqn.Step();
        Assert.Equal(5, run.Dqn.Updates);
        Assert.Equal(run.Table("online"), run.Table("target"));
    }

    /// <summary>
    /// Counted from step 1200 on, the memory holds 3 observations at the beginning and 30 after nine steps; from the ninth step to the
    /// twentieth floor(60 / 4) - floor(24 / 4) steps of training are due.
    /// </summary>
    [Fact]
    public void Training_begins_when_the_memory_holds_enough_and_keeps_its_frequency()
    {
        using var run = new Run("Cpu-Scalar", Still with { LearningStarts = 30, TrainFrequency = 4 }, false, false, Online, Target,
            count: 3);
        for (int step = 1; step <= 8; step++) run.Dqn.Step();
        Assert.Equal(0, run.Dqn.Updates);
        for (int step = 9; step <= 20; step++) run.Dqn.Step();
        Assert.Equal(9, run.Dqn.Updates);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(250, 0.775)]
    [InlineData(500, 0.55)]
    [InlineData(1000, 0.1)]
    [InlineData(50_000, 0.1)]
    public void Exploration_falls_in_a_straight_line_to_its_final_value(long steps, double expected)
    {
        using var run = new Run("Cpu-Scalar", Still with { FinalExploration = 0.1f, ExplorationSteps = 1000 }, false, false, Online, Target,
            played: steps);
        Assert.Equal(expected, run.Dqn.Exploration, 1e-6);
    }

    /// <summary>
    /// Of 600 random actions out of three each comes up about 200 times; 150 is more than four standard deviations (11.5) off.
    /// </summary>
    [Fact]
    public void Exploring_takes_all_actions_alike_and_otherwise_the_best_one_is_taken()
    {
        using var random = new Run("Cpu-Scalar", Still with { LearningStarts = 60, FinalExploration = 1 }, false, false, Online, Target);
        for (int step = 0; step < 600; step++) random.Dqn.Step();
        Assert.All(Enumerable.Range(0, 3), action => Assert.InRange(random.Environment.Taken.Count(taken => taken == action), 150, 250));
        using var half = new Run("Cpu-Scalar", Still with { LearningStarts = 60, FinalExploration = 0.3f }, false, false, Online, Target);
        for (int step = 0; step < 600; step++) half.Dqn.Step();
        // 0.7 and a third of 0.3.
        Assert.InRange(half.Environment.Taken.Count(taken => taken == 1), 0.73 * 600, 0.87 * 600);
        using var greedy = new Run("Cpu-Scalar", Still, false, false, Online, Target);
        for (int step = 0; step < 20; step++) greedy.Dqn.Step();
        Assert.All(greedy.Environment.Taken, taken => Assert.Equal(1, taken));
    }

    /// <summary>Wang et al. 2016, equation 9: a value of 2.5 and advantages 1, 4, 1, whose mean is 2.</summary>
    [Fact]
    public void A_dueling_network_adds_what_each_advantage_is_above_their_mean()
    {
        using var device = TestDevices.Open("Cpu-Scalar");
        using var variables = new Variables(device);
        var graph = new Graph();
        graph.Output("values", DqnNetworks.Dueling("online", graph.Input("observations", [1, 4, 84, 84]), 3));
        using var plan = Plan.Compile(graph, device, variables);
        // Zeros for observations and biases leave the two streams' last biases.
        plan.Input("observations").Write(new float[4 * 84 * 84]);
        variables.Write("online/value/bias", [2.5f]);
        variables.Write("online/advantage/bias", [1, 4, 1]);
        plan.Run();
        Assert.Equal([1.5f, 4.5f, 1.5f], plan.Output("values").ToArray());
    }

    private static double LossOf(string device, DqnOptions options, bool terminates = false, bool truncates = false, float[]? online = null,
        float[]? target = null)
    {
        using var run = new Run(device, options, terminates, truncates, online ?? Online, target ?? Target);
        while (double.IsNaN(run.Dqn.Loss)) run.Dqn.Step();
        return run.Dqn.Loss;
    }

    private sealed class Run : IDisposable
    {
        private readonly Device _device;
        private readonly Variables _variables;

        public Run(string device, DqnOptions options, bool terminates, bool truncates, float[] online, float[]? target, int count = 1,
            long played = 1200)
        {
            _device = TestDevices.Open(device);
            _variables = new Variables(_device);
            Environment = new ScriptedEnvironment(_device, count, 0.5f, terminates, truncates);
            Dqn = new Dqn(Environment, Table, _device, _variables, options, 1) { Steps = played };
            _variables.Write("online/table", online);
            Dqn.Begin(1);
            if (target is not null) _variables.Write("target/table", target);
        }

        public Dqn Dqn { get; }

        public ScriptedEnvironment Environment { get; }

        public float[] Table(string network) => _variables.Read($"{network}/table");

        public void Dispose()
        {
            Dqn.Dispose();
            Environment.Dispose();
            _variables.Dispose();
            _device.Dispose();
        }

        private static Value Table(string prefix, Value observations, int actions) =>
            observations.Flatten().MatMul(observations.Graph.Variable($"{prefix}/table", [2, actions]));
    }
}
