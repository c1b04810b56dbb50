using Microsoft.Extensions.Logging;
using ShaderKernels.Backends.Cpu;
using VisionRuntime.Behaviours;
using VisionRuntime.Capture;

namespace VisionRuntime.Tests.Behaviours;

/// <summary>The life of behaviours: what is called when, and what happens if it throws.</summary>
public sealed class BehaviourSceneTests
{
    [Fact]
    public void A_life_is_awake_start_update_disable_enable_destroy()
    {
        var calls = new List<string>();
        using var scene = new BehaviourScene();
        var a = scene.Add(new Recorder("a", calls));
        Assert.Equal(["a awake", "a enable"], Take(calls));
        scene.Update(0.5f);
        Assert.Equal(["a start", "a update 0.5"], Take(calls));
        a.Enabled = false;
        a.Enabled = false;
        scene.Update(0.5f);
        Assert.Equal(["a disable"], Take(calls));
        a.Enabled = true;
        scene.Update(0.25f);
        Assert.Equal(["a enable", "a update 0.25"], Take(calls));
        a.Destroy();
        Assert.Empty(calls);
        scene.Update(1);
        Assert.Equal(["a disable", "a destroy"], Take(calls));
        Assert.True(a.IsDestroyed);
        Assert.Empty(scene.Behaviours);
        Assert.Equal((4, 2.25), (scene.FrameCount, scene.Time));
    }

    [Fact]
    public void A_behaviour_that_is_disabled_from_the_beginning_is_awake_but_not_started()
    {
        var calls = new List<string>();
        var scene = new BehaviourScene();
        var a = scene.Add(new Recorder("a", calls) { Enabled = false });
        scene.Update(1);
        Assert.Equal(["a awake"], Take(calls));
        a.Enabled = true;
        scene.Update(1);
        Assert.Equal(["a enable", "a start", "a update 1"], Take(calls));
        scene.Dispose();
        Assert.Equal(["a disable", "a destroy"], Take(calls));
        Assert.Throws<ObjectDisposedException>(() => scene.Add(new Recorder("b", calls)));
    }

    [Fact]
    public void All_are_started_before_any_is_updated_in_their_execution_order()
    {
        var calls = new List<string>();
        using var scene = new BehaviourScene();
        scene.Add(new Recorder("late", calls) { ExecutionOrder = 5 });
        scene.Add(new Recorder("one", calls));
        scene.Add(new Recorder("two", calls));
        scene.Add(new Recorder("early", calls) { ExecutionOrder = -1 });
        Take(calls);
        scene.Update(1);
        Assert.Equal(
            ["early start", "one start", "two start", "late start", "early update 1", "one update 1", "two update 1", "late update 1"],
            Take(calls));
        Assert.Equal("early", scene.Find<Recorder>()!.Name);
    }

    [Fact]
    public void One_that_is_added_during_a_frame_is_started_in_the_next_and_one_that_is_destroyed_is_not_called_again()
    {
        var calls = new List<string>();
        using var scene = new BehaviourScene();
        var first = scene.Add(new Recorder("first", calls));
        var second = scene.Add(new Recorder("second", calls));
        Take(calls);
        first.OnUpdate = () =>
        {
            scene.Add(new Recorder("third", calls));
            second.Destroy();
            first.OnUpdate = null;
        };
        scene.Update(1);
        Assert.Equal(
            ["first start", "second start", "first update 1", "third awake", "third enable", "second disable", "second destroy"], Take(calls));
        scene.Update(1);
        Assert.Equal(["third start", "first update 1", "third update 1"], Take(calls));
    }

    [Fact]
    public void An_exception_is_logged_and_does_not_stop_the_others()
    {
        var calls = new List<string>();
        var logger = new Memory();
        using var scene = new BehaviourScene(logger: logger);
        var broken = scene.Add(new Recorder("broken", calls) { OnUpdate = () => throw new InvalidTimeZoneException() });
        scene.Add(new Recorder("sound", calls));
        Take(calls);
        scene.Update(1);
        scene.Update(1);
        Assert.Equal(2, calls.Count(call => call == "sound update 1"));
        Assert.Equal(["Recorder failed; the other behaviours go on", "Recorder failed; the other behaviours go on"], logger.Messages);
        Assert.True(broken.Enabled); // as in Unity; only a failure to awake disables
        var stillborn = scene.Add(new Recorder("stillborn", calls) { OnAwake = () => throw new InvalidTimeZoneException() });
        Assert.False(stillborn.Enabled);
        broken.Destroy();
        scene.Update(1);
    }

    [Fact]
    public void An_exception_that_nobody_listens_to_is_thrown_after_all_were_called()
    {
        var calls = new List<string>();
        using var scene = new BehaviourScene();
        var broken = scene.Add(new Recorder("broken", calls) { OnUpdate = () => throw new InvalidTimeZoneException() });
        scene.Add(new Recorder("sound", calls));
        Assert.Throws<InvalidTimeZoneException>(() => scene.Update(1));
        Assert.Contains("sound update 1", calls);
        Behaviour? failed = null;
        scene.BehaviourFailed += (behaviour, _) => failed = behaviour;
        scene.Update(1);
        Assert.Same(broken, failed);
    }

    [Fact]
    public void The_host_looks_at_the_frame_before_behaviours_see_it()
    {
        using var device = new CpuDevice(1);
        using var source = new TestPatternSource(8, 8);
        using var vision = new VisionHost(source, device);
        var calls = new List<string>();
        using var scene = new BehaviourScene(vision);
        scene.Add(new Recorder("a", calls));
        scene.Render();
        Assert.DoesNotContain("a image", calls); // not started yet
        scene.Update(1);
        scene.Render();
        Assert.Equal("a image", calls[^1]);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var scene = new BehaviourScene();
        var a = new Recorder("a", []);
        Assert.Throws<InvalidOperationException>(a.Destroy);
        Assert.Throws<ArgumentException>(() => scene.Destroy(a));
        scene.Add(a);
        Assert.Throws<InvalidOperationException>(() => scene.Add(a));
        Assert.Throws<ArgumentOutOfRangeException>(() => scene.Update(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => scene.Update(float.NaN));
    }

    [Fact]
    public void A_frame_allocates_nothing()
    {
        using var scene = new BehaviourScene();
        for (int i = 0; i < 5; i++) scene.Add(new Idle());
        for (int i = 0; i < 10; i++) scene.Update(0.1f);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) scene.Update(0.1f);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string[] Take(List<string> calls)
    {
        string[] taken = [.. calls];
        calls.Clear();
        return taken;
    }

    private sealed class Idle : Behaviour;

    private sealed class Recorder(string name, List<string> calls) : Behaviour
    {
        public string Name => name;

        public Action? OnUpdate { get; set; }

        public Action? OnAwake { get; init; }

        protected internal override void Awake()
        {
            Add("awake");
            OnAwake?.Invoke();
        }

        protected internal override void OnEnable() => Add("enable");

        protected internal override void Start() => Add("start");

        protected internal override void Update()
        {
            Add(FormattableString.Invariant($"update {DeltaTime}"));
            OnUpdate?.Invoke();
        }

        protected internal override void OnRenderImage(VisionHost vision) => Add("image");

        protected internal override void OnDisable() => Add("disable");

        protected internal override void OnDestroy() => Add("destroy");

        private void Add(string call) => calls.Add($"{name} {call}");
    }

    private sealed class Memory : ILogger
    {
        public List<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Messages.Add(formatter(state, exception));
    }
}
