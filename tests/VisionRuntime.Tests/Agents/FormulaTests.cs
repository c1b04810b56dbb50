using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Agents;
using VisionRuntime.Agents.Distributed;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Models;
using VisionRuntime.Tests.Literals;
using static VisionRuntime.Tests.Agents.Formulas;

namespace VisionRuntime.Tests.Agents;

/// <summary>The formulas of the algorithms, against values that eng/agent_formulas.py computes with NumPy and PyTorch.</summary>
public class FormulaTests
{
    public static TheoryData<string> Devices => [.. LiteralCase.Devices];

    [SkippableTheory, MemberData(nameof(Devices))]
    public void The_distribution_of_the_next_state_is_projected_onto_the_support(string device)
    {
        var graph = new Graph();
        var target = ActionValues.Project(
            graph.Input("support", [7]), graph.Input("probabilities", [5, 1, 7]), graph.Input("rewards", [5, 1]),
            graph.Input("discounts", [5, 1]));
        graph.Output("target", target);
        AssertOutputs(device, graph, "projection", ["support", "probabilities", "rewards", "discounts"], ["target"]);
    }

    [Fact]
    public void Advantages_are_the_discounted_sums_of_temporal_differences()
    {
        float[] rewards = Values("advantages", "rewards"), actual = new float[rewards.Length];
        bool[] terminated = [.. Values("advantages", "terminated").Select(value => value > 0)];
        bool[] ended = [.. Values("advantages", "ended").Select(value => value > 0)];
        GeneralizedAdvantages.Compute(
            rewards, Values("advantages", "values"), terminated, ended, 3, Number("advantages", "discount"), Number("advantages", "lam"),
            actual);
        AssertClose(Values("advantages", "advantages"), actual);
    }

    [SkippableTheory, MemberData(nameof(Devices))]
    public void The_loss_of_PPO_and_its_gradients_are_those_of_PyTorch(string device)
    {
        const string name = "clipped_loss";
        var options = new PpoOptions
        {
            ValueCoefficient = Number(name, "value_coefficient"), EntropyCoefficient = Number(name, "entropy_coefficient"),
        };
        var graph = new Graph();
        Value logits = graph.Input("logits", [6, 4]), value = graph.Input("value", [6, 1]);
        var losses = Ppo.Losses(
            logits, value, graph.Input("actions", [6, 4]), graph.Input("old", [6, 1]), graph.Input("advantages", [6, 1]),
            graph.Input("returns", [6, 1]), graph.Constant([1], [Number(name, "clip_range")]), options);
        graph.Output("losses", losses);
        var gradients = Gradients.Of(losses.Sum().Reshape(Shape.Scalar), [logits, value]);
        graph.Output("logits_gradient", gradients[0]);
        graph.Output("value_gradient", gradients[1]);
        AssertOutputs(
            device, graph, name, ["logits", "value", "actions", "old", "advantages", "returns"],
            ["losses", "logits_gradient", "value_gradient"]);
    }

    [Fact]
    public void V_trace_gives_the_targets_and_advantages_of_the_paper()
    {
        const string name = "v_trace";
        var options = new ImpalaOptions
        {
            Discount = Number(name, "discount"), Lambda = Number(name, "lam"), LargestWeight = Number(name, "rho_bar"),
            LargestTrace = Number(name, "c_bar"),
        };
        float[] rewards = Values(name, "rewards"), targets = new float[rewards.Length], advantages = new float[rewards.Length];
        bool[] terminated = [.. Values(name, "terminated").Select(value => value > 0)];
        bool[] ended = [.. Values(name, "ended").Select(value => value > 0)];
        VTrace.Compute(
            rewards, Values(name, "values"), Values(name, "log_ratios"), terminated, ended, 3, options, targets, advantages);
        AssertClose(Values(name, "targets"), targets);
        AssertClose(Values(name, "advantages"), advantages);
    }

    /// <summary>Acted with the policy that learns, the target is the return of the coming steps (section 4.1).</summary>
    [Fact]
    public void V_trace_on_policy_is_the_n_step_return()
    {
        float[] targets = new float[3], advantages = new float[3];
        VTrace.Compute(
            [1, 2, 4], [9, 8, 7, 6], [0, 0, 0], [false, false, false], [false, false, false], 1, new ImpalaOptions { Discount = 0.5f }, targets,
            advantages);
        Assert.Equal([1 + 1 + 1 + 0.75f, 2 + 2 + 1.5f, 4 + 3], targets);
        Assert.Equal([3.75f - 9, 5.5f - 8, 0], advantages);
    }

    [SkippableTheory, MemberData(nameof(Devices))]
    public void The_loss_of_IMPALA_and_its_gradients_are_those_of_PyTorch(string device)
    {
        const string name = "impala_loss";
        var options = new ImpalaOptions
        {
            ValueCoefficient = Number(name, "value_coefficient"), EntropyCoefficient = Number(name, "entropy_coefficient"),
        };
        var graph = new Graph();
        Value logits = graph.Input("logits", [5, 3]), value = graph.Input("value", [5, 1]);
        var losses = Impala.Losses(
            logits, value, graph.Input("actions", [5, 3]), graph.Input("advantages", [5, 1]), graph.Input("targets", [5, 1]), options);
        graph.Output("losses", losses);
        var gradients = Gradients.Of(losses.Sum().Reshape(Shape.Scalar), [logits, value]);
        graph.Output("logits_gradient", gradients[0]);
        graph.Output("value_gradient", gradients[1]);
        AssertOutputs(
            device, graph, name, ["logits", "value", "actions", "advantages", "targets"], ["losses", "logits_gradient", "value_gradient"]);
    }

    [Theory]
    [InlineData("terminated")]
    [InlineData("truncated")]
    public void An_actor_computes_the_errors_of_its_transitions(string end)
    {
        const string name = "first_priorities";
        var experience = new Experience(new ExperienceShape(1, 7, 0, 1, 2)) { Run = Guid.Empty, Actor = "", Sequence = 0 };
        Values(name, "rewards").CopyTo(experience.Rewards, 0);
        (end == "terminated" ? experience.Terminated : experience.Truncated)[4] = true;
        var options = new DqnOptions { NStep = 3, Discount = Number(name, "discount") };
        QActor.ComputeErrors(experience, Values(name, "chosen"), Values(name, "best"), options);
        AssertClose(Values(name, end), experience.Judgments);
    }

    [Fact]
    public void Each_actor_has_its_own_probability_of_random_actions() =>
        AssertClose(
            Values("first_priorities", "epsilons"), [.. Enumerable.Range(0, 8).Select(i => QActor.Epsilon(i, 8, new DqnOptions()))]);

    [Theory]
    [InlineData("terminated")]
    [InlineData("truncated")]
    public void Transitions_hold_the_n_step_return(string end)
    {
        var expected = Case("n_step").GetProperty(end);
        float[] returns = Numbers(expected.GetProperty("returns")), discounts = Numbers(expected.GetProperty("discounts"));
        float[] following = Numbers(expected.GetProperty("following")), rewards = Values("n_step", "rewards");
        using var device = new CpuDevice(1);
        var options = new DqnOptions { ReplayCapacity = 40, BatchSize = 64, NStep = 3, Discount = Number("n_step", "discount") };
        using var memory = new ReplayMemory(device, options, 1, 1, 1, 1);
        // Frames 0 to 7 are the episode; what follows is the next one.
        for (int t = 0; t < 16; t++)
        {
            memory.AddObservations([t is 0 or 8]);
            memory.AddActions([0], [t < 7 ? rewards[t] : 0], [end == "terminated" && t == 6]);
        }
        var batch = ReplaySample.Of(memory);
        var seen = new HashSet<int>();
        for (int i = 0; i < options.BatchSize; i++)
        {
            int step = batch.StateRows[i];
            Assert.NotEqual(7, step);
            if (step > 6) continue;
            seen.Add(step);
            Assert.Equal(returns[step], batch.Rewards[i], 1e-5f);
            Assert.Equal(discounts[step], batch.Discounts[i], 1e-6f);
            if (batch.Discounts[i] > 0) Assert.Equal(following[step], batch.NextStateRows[i]);
        }
        Assert.Equal(7, seen.Count);
    }

    /// <summary>
    /// Eight transitions are sampled 40,000 times; the frequency of each lies within five standard deviations of its probability.
    /// </summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void Priorities_decide_how_often_a_transition_is_sampled_and_weights_correct_for_it(string device)
    {
        float[] errors = Values("priorities", "errors"), probabilities = Values("priorities", "probabilities");
        float[] weights = Values("priorities", "weights");
        using var opened = TestDevices.Open(device);
        const int samples = 40_000, size = 2_000;
        var options = new DqnOptions
        {
            ReplayCapacity = 20, BatchSize = size, Prioritized = true, PriorityExponent = Number("priorities", "alpha"),
        };
        using var memory = new ReplayMemory(opened, options, 1, 1, 1, 7);
        for (int t = 0; t <= 8; t++)
        {
            memory.AddObservations([t == 0]);
            if (t < 8) memory.AddActions([0], [t], [false], errors.AsSpan(t, 1));
        }
        var counts = new int[8];
        for (int draw = 0; draw < samples / size; draw++)
        {
            var batch = ReplaySample.Of(memory, Number("priorities", "beta"));
            float[] importance = batch.Weights, rewards = batch.Rewards;
            int[] leaves = batch.Leaves;
            float largest = leaves.Max(leaf => weights[leaf]);
            for (int i = 0; i < size; i++)
            {
                counts[leaves[i]]++;
                Assert.Equal(weights[leaves[i]] / largest, importance[i], 1e-5f);
                Assert.Equal(leaves[i], rewards[i]);
            }
        }
        for (int i = 0; i < 8; i++)
        {
            double deviation = Math.Sqrt(probabilities[i] * (1 - probabilities[i]) / samples);
            Assert.Equal(probabilities[i], counts[i] / (double)samples, 5 * deviation);
        }
    }

    /// <summary>The noise is read back, and the layer must be the formula of the paper for it.</summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void A_noisy_layer_is_the_formula_of_the_paper(string device)
    {
        var training = new Graph(training: true);
        training.Output("y", training.Input("x", [2, 3]).NoisyDense("layer", 2));
        foreach (var node in training.Nodes.Where(node => node.Operator.RandomStream is not null))
            training.Output(node.Name.Contains("inputs", StringComparison.Ordinal) ? "inputs" : "outputs", node.Outputs[0]);
        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened, 3);
        using var plan = Plan.Compile(training, opened, variables);
        foreach (string name in (string[])["weights", "bias"])
        {
            variables.Write($"layer/{name}", Values("noisy", name));
            variables.Write($"layer/{name} deviation", Values("noisy", name == "bias" ? "bias_deviation" : "deviation"));
        }
        plan.Input("x").Write(Values("noisy", "x"));
        plan.Run();
        float[] first = plan.Output("y").ToArray();
        AssertClose(NoisyProduct(plan.Output("inputs").ToArray(), plan.Output("outputs").ToArray()), first);
        plan.Run();
        Assert.NotEqual(first, plan.Output("y").ToArray());
        // The formula of this test, against NumPy's.
        AssertClose(Values("noisy", "y"), NoisyProduct(Values("noisy", "inputs"), Values("noisy", "outputs")));

        var inference = new Graph();
        inference.Output("y", inference.Input("x", [2, 3]).NoisyDense("layer", 2));
        using var quiet = Plan.Compile(inference, opened, variables);
        quiet.Input("x").Write(Values("noisy", "x"));
        quiet.Run();
        AssertClose(NoisyProduct(new float[3], new float[2]), quiet.Output("y").ToArray());
    }

    private static float[] NoisyProduct(float[] inputs, float[] outputs)
    {
        static double Root(double x) => Math.Sign(x) * Math.Sqrt(Math.Abs(x));
        float[] x = Values("noisy", "x"), w = Values("noisy", "weights"), s = Values("noisy", "deviation");
        float[] b = Values("noisy", "bias"), t = Values("noisy", "bias_deviation");
        return [.. Enumerable.Range(0, 4).Select(i =>
        {
            var (row, unit) = (i / 2, i % 2);
            double sum = b[unit] + t[unit] * Root(outputs[unit]);
            for (int k = 0; k < 3; k++) sum += x[row * 3 + k] * (w[k * 2 + unit] + s[k * 2 + unit] * Root(inputs[k]) * Root(outputs[unit]));
            return (float)sum;
        })];
    }

    private static void AssertOutputs(string device, Graph graph, string name, string[] inputs, string[] outputs)
    {
        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened);
        using var plan = Plan.Compile(graph, opened, variables);
        foreach (string input in inputs) plan.Input(input).Write(Values(name, input));
        plan.Run();
        foreach (string output in outputs) AssertClose(Values(name, output), plan.Output(output).ToArray());
    }
}
