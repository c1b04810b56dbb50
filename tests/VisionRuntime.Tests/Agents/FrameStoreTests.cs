using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Agents;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;
using VisionRuntime.Tests.Literals;

namespace VisionRuntime.Tests.Agents;

/// <summary>Frames on the device: exact to the level, and not on their way over the host.</summary>
public class FrameStoreTests
{
    public static TheoryData<string> Devices => [.. LiteralCase.Devices];

    public static TheoryData<string, bool> DevicesAndSampling
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (string device in LiteralCase.Devices)
                foreach (bool prioritized in (bool[])[false, true]) cases.Add(device, prioritized);
            return cases;
        }
    }

    /// <summary>
    /// All 256 levels in frames of 8 elements, which do not fill whole floats. The observations are stacks of two frames, of which the newest
    /// is stored.
    /// </summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void Frames_are_restored_to_the_level(string device)
    {
        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened);
        const int slots = 16, environments = 2, size = 8;
        var observations = opened.AllocateTensor([environments, 2, 2, 4]);
        using var buffer = observations.Buffer;
        using var store = new FrameStore(opened, observations, size, slots);
        for (int slot = 0; slot < slots; slot++)
        {
            var values = new float[environments * 2 * size];
            for (int e = 0; e < environments; e++)
                for (int i = 0; i < size; i++) values[(e * 2 + 1) * size + i] = Level(slot, e, i) / 255f;
            observations.Write(values);
            store.Store(slot);
        }

        // Two observations of two frames each: slots 15 and 3 of environment 0, slots 0 and 7 of environment 1.
        (int Slot, int Environment)[] wanted = [(15, 0), (3, 0), (0, 1), (7, 1)];
        var graph = new Graph();
        var restored = FrameStore.Restore(graph.Input("frames", store.Frames.Shape), graph.Input("rows", [4]), [2, 2, 2, 4]);
        graph.Output("restored", restored);
        var bindings = new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["frames"] = store.Frames };
        using var plan = Plan.Compile(graph, opened, variables, bindings);
        plan.Input("rows").Write([.. wanted.Select(frame => (float)(frame.Slot * environments + frame.Environment))]);
        plan.Run();
        float[] actual = plan.Output("restored").ToArray();
        for (int i = 0; i < actual.Length; i++)
        {
            var (slot, environment) = wanted[i / size];
            Assert.Equal(Level(slot, environment, i % size), actual[i] * 255, 1e-3f);
        }

        static int Level(int slot, int environment, int element) => (slot * 16 + environment * 8 + element) % 256;
    }

    /// <summary>Frames of 8 and 1 elements: in the buffer, three elements share a float.</summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void Frames_of_the_host_are_stored_as_those_of_the_device(string device)
    {
        using var opened = TestDevices.Open(device);
        foreach (int size in (int[])[8, 1])
        {
            var observations = opened.AllocateTensor([2, 1, 1, size]);
            using var buffer = observations.Buffer;
            byte[] frames = [.. Enumerable.Range(0, 2 * size).Select(i => (byte)(251 * i + 5))], read = new byte[2 * size];
            observations.Write([.. frames.Select(level => level / 255f)]);
            using var ofDevice = new FrameStore(opened, observations, size, 3);
            using var ofHost = new FrameStore(opened, 2, size, 3);
            ofDevice.Store(1);
            ofHost.Store(1, frames);
            int floats = 2 * ((size + 2) / 3);
            Assert.Equal(ofDevice.Frames.ToArray()[floats..(2 * floats)], ofHost.Frames.ToArray()[floats..(2 * floats)]);
            ofDevice.Read(1, read);
            Assert.Equal(frames, read);
            ofHost.Read(1, read);
            Assert.Equal(frames, read);
            Assert.Throws<InvalidOperationException>(() => ofHost.Store(0));
        }
    }

    /// <summary>
    /// A step of DQN reads the values of the actions and writes the rows of the transitions that are complete with it; its training step
    /// writes only the exponent of the importance weights, where transitions are prioritized, and reads the loss every 50 training steps.
    /// </summary>
    [SkippableTheory, MemberData(nameof(DevicesAndSampling))]
    public void Only_actions_and_complete_transitions_of_DQN_cross_between_host_and_device(string device, bool prioritized)
    {
        using var opened = TestDevices.Open(device);
        using var environment = new StillEnvironment(opened, 4);
        using var variables = new Variables(opened, 1);
        var options = new DqnOptions
        {
            BatchSize = 8, ReplayCapacity = 400, LearningStarts = 40, TrainFrequency = 4, Prioritized = prioritized,
        };
        using var dqn = new Dqn(environment, Network, opened, variables, options, 1);
        dqn.Begin(1);
        while (dqn.Updates < 46) dqn.Step();
        for (long update = 47; update < 53; update++)
        {
            long written = DeviceBuffer.WrittenBytesForCurrentThread, read = DeviceBuffer.ReadBytesForCurrentThread;
            dqn.Step();
            Assert.Equal(update, dqn.Updates);
            // 12 values for each of 4 environments: the action, the return, the discount, the error, two stacks of 2 rows, where it is
            // stored, whether it counts, and 2 that lose a frame.
            Assert.Equal((4 * 12 + (prioritized ? 1 : 0)) * sizeof(float), DeviceBuffer.WrittenBytesForCurrentThread - written);
            // 3 values for each of 4 environments.
            Assert.Equal((4 * 3 + (update == 50 ? 1 : 0)) * sizeof(float), DeviceBuffer.ReadBytesForCurrentThread - read);
        }
    }

    [SkippableTheory, MemberData(nameof(Devices))]
    public void No_frame_of_PPO_crosses_between_host_and_device(string device)
    {
        using var opened = TestDevices.Open(device);
        using var environment = new StillEnvironment(opened, 4);
        using var variables = new Variables(opened, 1);
        var options = new PpoOptions { RolloutLength = 4, Minibatches = 2, Epochs = 1 };
        using var ppo = new Ppo(environment, Actor, opened, variables, options, 1);
        ppo.Begin(1);
        while (ppo.Updates < 2) ppo.Step();
        long written = DeviceBuffer.WrittenBytesForCurrentThread, read = DeviceBuffer.ReadBytesForCurrentThread;
        for (int step = 0; step < 4; step++) ppo.Step();
        // Two minibatches of 8: a row, 3 one-hot actions, a probability, an advantage and a return for each; the learning rate and the clip range.
        Assert.Equal((2 * 8 * (1 + 3 + 3) + 2) * sizeof(float), DeviceBuffer.WrittenBytesForCurrentThread - written);
        // Five evaluations of 3 logits and a value for 4 environments, and the loss.
        Assert.Equal((5 * 4 * (3 + 1) + 1) * sizeof(float), DeviceBuffer.ReadBytesForCurrentThread - read);
    }

    private static Value Network(string prefix, Value observations, int actions) => observations.Flatten().Dense($"{prefix}/values", actions);

    private static (Value Policy, Value Value) Actor(string prefix, Value observations, int actions) =>
        ActorNetworks.WithHeads(prefix, observations.Flatten(), actions);

    /// <summary>Nothing moves, nothing ends, and the host writes nothing after the reset.</summary>
    private sealed class StillEnvironment(ShaderKernels.Devices.Device device, int count) : IEnvironment
    {
        public const int Pixels = 64;

        public int Count => count;

        public int ActionCount => 3;

        public int Stack => 2;

        public Tensor Observations { get; } = device.AllocateTensor([count, 2, 8, 8]);

        public void Reset(ulong seed)
        {
            var values = new float[count * 2 * Pixels];
            for (int i = 0; i < values.Length; i++) values[i] = i % 256 / 255f;
            Observations.Write(values);
        }

        public void Step(ReadOnlySpan<int> actions, Span<float> rewards, Span<bool> terminated, Span<bool> truncated)
        {
            rewards.Fill(0.5f);
            terminated.Clear();
            truncated.Clear();
        }

        public void Dispose() => Observations.Buffer.Dispose();
    }
}
