using ShaderKernels.Backends.Cpu;
using VisionRuntime.Agents;
using VisionRuntime.Behaviours;
using VisionRuntime.Capture;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;

namespace VisionRuntime.Tests.Behaviours;

/// <summary>Decisions, masks, episodes, models, and training.</summary>
public sealed class AgentTests
{
    [Fact]
    public void A_heuristic_decides_every_period_and_its_action_is_repeated_in_between()
    {
        using var scene = new BehaviourScene();
        var agent = scene.Add(new Light(new(["left", "right"]) { DecisionPeriod = 3 }));
        for (int i = 0; i < 7; i++) scene.Update(1);
        Assert.Equal((3, 7, 7), (agent.Decisions, agent.Actions.Count, agent.StepCount));

        var rare = scene.Add(new Light(new(["left", "right"]) { DecisionPeriod = 3, TakeActionsBetweenDecisions = false }));
        for (int i = 0; i < 7; i++) scene.Update(1);
        Assert.Equal((3, 3), (rare.Decisions, rare.Actions.Count));
    }

    [Fact]
    public void Episodes_begin_end_and_are_cut_off()
    {
        using var scene = new BehaviourScene();
        var agent = scene.Add(new Light(new(["left", "right"]) { DecisionPeriod = 1, MaximumSteps = 4 }));
        for (int i = 0; i < 6; i++) scene.Update(1);
        Assert.Equal((2, 1, 2), (agent.Begun, agent.CompletedEpisodes, agent.StepCount));
        agent.AddReward(0.5f);
        agent.AddReward(1);
        Assert.Equal(1.5f, agent.CumulativeReward);
        agent.EndEpisode();
        agent.EndEpisode(); // once is enough
        Assert.Equal(2, agent.CompletedEpisodes);
        scene.Update(1);
        Assert.Equal((3, 1, 0f), (agent.Begun, agent.StepCount, agent.CumulativeReward));
        Assert.Throws<ArgumentException>(() => agent.AddReward(float.NaN));
    }

    [Fact]
    public void A_disabled_action_is_never_taken()
    {
        using var scene = new BehaviourScene();
        var agent = scene.Add(new Light(new(["left", "right", "up"]) { DecisionPeriod = 1 }) { Choice = 1, Disabled = [1] });
        scene.Update(1);
        agent.Disabled = [1, 2];
        scene.Update(1);
        agent.Disabled = [];
        scene.Update(1);
        Assert.Equal([2, 0, 1], agent.Actions);
        agent.Disabled = [0, 1, 2];
        Assert.Contains("disables every action", Assert.Throws<InvalidOperationException>(() => scene.Update(1)).Message, StringComparison.Ordinal);
        agent.Disabled = [];
        agent.Choice = 3;
        Assert.Contains("Heuristic returned 3", Assert.Throws<InvalidOperationException>(() => scene.Update(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_decides_from_the_frame_and_respects_the_mask()
    {
        // The value of "left" is the mean brightness of the left half, and so on.
        var halves = new Model(new NetworkDefinition("halves", "", ModelTask.Control, "observations", [1, 1, 2, 2],
            x => x.Mean(2).Reshape([x.Shape[0], 2])));
        using var device = new CpuDevice(1);
        var lamp = new Lamp();
        using var vision = new VisionHost(lamp, device);
        using var scene = new BehaviourScene(vision);
        var agent = scene.Add(new Light(new(["left", "right"]) { DecisionPeriod = 1, View = Small }) { Model = halves });
        foreach (var (bright, disabled, expected) in new (int, int[], int)[] { (0, [], 0), (1, [], 1), (0, [], 0), (0, [0], 1) })
        {
            lamp.Bright = bright;
            agent.Disabled = disabled;
            for (int i = 0; i < 4; i++)
            {
                scene.Update(1);
                scene.Render();
            }
            Assert.Equal(expected, agent.LastAction);
        }
        agent.Model = new Model(new NetworkDefinition("one", "", ModelTask.Control, "observations", [1, 1, 2, 2], x => x.Mean(2, 3)));
        scene.Update(1);
        Assert.Contains("is not one value for each of 2 actions", Assert.Throws<ArgumentException>(scene.Render).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_of_the_environment_is_a_decision_period()
    {
        using var device = new CpuDevice(1);
        var lamp = new Lamp { Delivery = FrameDelivery.Now };
        using var scene = new BehaviourScene();
        var agent = scene.Add(new Light(new(["left", "right"]) { DecisionPeriod = 3, MaximumSteps = 6, View = Small }) { Lamp = lamp, Reward = 0.25f });
        int drawn = 0;
        using var environment = new AgentEnvironment(scene, () => drawn++, lamp, device, agent);
        environment.Reset(1);
        float[] rewards = new float[1];
        bool[] terminated = new bool[1], truncated = new bool[1];
        var seen = new List<(int, float, bool, bool)>();
        foreach (int action in (int[])[0, 1, 0, 1])
        {
            environment.Step([action], rewards, terminated, truncated);
            seen.Add((agent.StepCount, rewards[0], terminated[0], truncated[0]));
        }
        // The third step only begins the next episode; its action is ignored.
        Assert.Equal([(3, 0.75f, false, false), (6, 0.75f, false, true), (0, 0, false, false), (3, 0.75f, false, false)], seen);
        Assert.Equal([0, 0, 0, 1, 1, 1, 1, 1, 1], agent.Actions);
        Assert.Equal((5, 2), (drawn, agent.Begun));
        Assert.Equal((1, 2, 1), (environment.Count, environment.ActionCount, environment.Stack));
    }

    [Fact]
    public void The_same_seed_gives_the_same_episodes()
    {
        Assert.Equal(Episodes(1), Episodes(1));
        Assert.NotEqual(Episodes(1), Episodes(2));

        static int[] Episodes(ulong seed)
        {
            using var device = new CpuDevice(1);
            var lamp = new Lamp { Delivery = FrameDelivery.Now };
            using var scene = new BehaviourScene();
            var agent = scene.Add(new Light(new(["left", "right"]) { DecisionPeriod = 1, MaximumSteps = 1, View = Small }) { Lamp = lamp });
            using var environment = new AgentEnvironment(scene, () => { }, lamp, device, agent);
            environment.Reset(seed);
            var bright = new List<int>();
            for (int i = 0; i < 32; i++)
            {
                environment.Step([0], new float[1], new bool[1], new bool[1]);
                bright.Add(lamp.Bright);
            }
            return [.. bright];
        }
    }

    [Fact]
    public void An_agent_learns_to_go_to_the_light()
    {
        using var device = new CpuDevice(1);
        var lamp = new Lamp { Delivery = FrameDelivery.Now };
        using var scene = new BehaviourScene();
        var agent = scene.Add(new Light(new(["left", "right"]) { DecisionPeriod = 1, View = Small }) { Lamp = lamp, EndsAtOnce = true });
        using var environment = new AgentEnvironment(scene, () => { }, lamp, device, agent);
        using var weights = new Variables(device, seed: 1);
        QNetwork linear = (scope, x, actions) => x.Flatten().Dense($"{scope}/out", actions);
        var options = new DqnOptions
        {
            LearningStarts = 64, ExplorationSteps = 400, TrainFrequency = 1, LearningRate = 0.02f, TargetUpdate = 50, ReplayCapacity = 2000,
        };
        using var dqn = new Dqn(environment, linear, device, weights, options, seed: 1);
        dqn.Begin(seed: 1);
        while (dqn.Steps < 600) dqn.Step();
        Assert.Equal(1, dqn.Evaluate(20, seed: 2).Average());
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var device = new CpuDevice(1);
        using var scene = new BehaviourScene();
        var agent = new Light(new(["left", "right"]) { View = Small });
        var late = new Lamp();
        var now = new Lamp { Delivery = FrameDelivery.Now };
        Refuse(() => new AgentEnvironment(scene, () => { }, now, device, agent), "is not in the scene");
        scene.Add(agent);
        Refuse(() => new AgentEnvironment(scene, () => { }, late, device, agent), "FrameDelivery.Now");
        Refuse(() => new AgentEnvironment(scene, () => { }, now, device, [agent], 2), "1 agents in 2 by 1 tiles");
        Refuse(() => new Light(new([])), "at least one action");
        Refuse(() => new Light(new(["left"]) { DecisionPeriod = 0 }), "decision period");

        static void Refuse(Func<object> create, string words) =>
            Assert.Contains(words, Assert.Throws<ArgumentException>(create).Message, StringComparison.Ordinal);
    }

    private static Preprocessing Small { get; } = new(2, 2) { Grayscale = true, Resize = FrameResize.Stretch };

    /// <summary>A frame of 8 by 8 pixels of which one half is bright.</summary>
    private sealed class Lamp() : MemorySource(null)
    {
        private readonly byte[] _pixels = new byte[8 * 8 * 4];
        private CpuImage? _image;

        public int Bright { get; set; }

        public override int Width => 8;

        public override int Height => 8;

        protected override bool TryNext(out CpuImage image, out TimeSpan time)
        {
            for (int i = 0; i < _pixels.Length; i++) _pixels[i] = i / 4 % 8 / 4 == Bright ? (byte)255 : (byte)0;
            (image, time) = (_image ??= new(_pixels, 8, 8), Elapsed);
            return true;
        }

        protected override void Release() => _image?.Dispose();
    }

    /// <summary>Is rewarded for going to the bright half.</summary>
    private sealed class Light(AgentOptions options) : Agent(options)
    {
        public List<int> Actions { get; } = [];

        public int Decisions { get; private set; }

        public int Begun { get; private set; }

        public int Choice { get; set; }

        public int[] Disabled { get; set; } = [];

        public Lamp? Lamp { get; init; }

        public float Reward { get; init; }

        public bool EndsAtOnce { get; init; }

        protected override void OnEpisodeBegin()
        {
            Begun++;
            if (Lamp is not null) Lamp.Bright = Random.Next(2);
        }

        protected override int Heuristic()
        {
            Decisions++;
            return Choice;
        }

        protected override void WriteDiscreteActionMask(DiscreteActionMask mask)
        {
            foreach (int action in Disabled) mask.SetActionEnabled(action, false);
        }

        protected override void OnActionReceived(int action)
        {
            Actions.Add(action);
            AddReward(EndsAtOnce ? action == Lamp!.Bright ? 1 : 0 : Reward);
            if (EndsAtOnce) EndEpisode();
        }
    }
}
