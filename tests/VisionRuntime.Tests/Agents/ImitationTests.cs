using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using VisionRuntime.Agents;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;

namespace VisionRuntime.Tests.Agents;

public sealed class ImitationTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"vision-{Guid.NewGuid():N}.play");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Cloning_learns_what_was_recorded()
    {
        using var device = new CpuDevice(2);
        using var environment = new LightEnvironment(device, 1);
        var recorded = new Demonstrations([1, 1, 6, 6], 3);
        environment.Reset(1);
        for (int step = 0; step < 600; step++)
        {
            int action = environment.Right(0);
            if (action >= 0) recorded.Add(environment.Observations.ToArray(), action);
            environment.Step([Math.Max(0, action)], new float[1], new bool[1], new bool[1]);
        }
        Assert.Equal(400, recorded.Count);
        using var variables = new Variables(device, 1);
        using var cloning = new BehavioralCloning(environment, Network, device, variables, new() { LearningRate = 3e-3f }, 1, recorded);
        Assert.True(float.IsNaN(cloning.Exploration));
        while (cloning.Updates < 100) cloning.Step();
        Assert.Equal(6400, cloning.Steps);
        Assert.InRange(cloning.Loss, 0, 0.2);
        Assert.Equal(1, cloning.Evaluate(50, 7).Average());
        // The value is not trained, but belongs to the network.
        Assert.True(variables.Contains("online/value/weights"));
    }

    [Fact]
    public void An_expert_teaches_the_policy_while_it_plays()
    {
        using var device = new CpuDevice(2);
        using var environment = new LightEnvironment(device, 8);
        using var variables = new Variables(device, 1);
        var options = new CloningOptions { LearningRate = 3e-3f, ExpertSteps = 1000, LearningStarts = 200 };
        using var dagger = new BehavioralCloning(environment, Network, device, variables, options, 1, expert: environment.Right);
        var returns = new List<double>();
        dagger.EpisodeFinished += returns.Add;
        dagger.Begin(1);
        Assert.Equal(1, dagger.Exploration);
        while (dagger.Steps < 3000) dagger.Step();
        Assert.Equal(0, dagger.Exploration);
        Assert.Equal(1, dagger.Evaluate(50, 7).Average());
        // At first the expert plays.
        Assert.InRange(returns.Take(20).Average(), 0.8, 1);
    }

    [Fact]
    public void A_recording_survives_a_round_trip()
    {
        var recorded = new Demonstrations([1, 2, 2, 3], 4, capacity: 3);
        for (int step = 0; step < 5; step++) recorded.Add([.. Enumerable.Range(0, 12).Select(i => (step * 12 + i) / 255f)], step % 4);
        Assert.Equal(3, recorded.Count);
        recorded.Save(_path, "catch");
        var loaded = Demonstrations.Load(_path, out string game);
        Assert.Equal(("catch", 3, 4), (game, loaded.Count, loaded.ActionCount));
        Assert.Equal([1, 2, 2, 3], loaded.Observation);
        var observation = new float[12];
        // Steps 3 and 4 have replaced 0 and 1.
        foreach (var (place, step) in ((int, int)[])[(0, 3), (1, 4), (2, 2)])
        {
            Assert.Equal(step % 4, loaded.Read(place, observation));
            Assert.Equal(Enumerable.Range(0, 12).Select(i => step * 12 + i), observation.Select(value => (int)MathF.Round(value * 255)));
        }
    }

    [Fact]
    public void Damaged_recordings_and_unsuitable_ones_are_refused()
    {
        File.WriteAllText(_path, "no recording");
        Assert.Contains("not a recording of play", Assert.Throws<InvalidDataException>(() => Demonstrations.Load(_path, out _)).Message);
        var recorded = new Demonstrations([1, 1, 6, 6], 3);
        recorded.Add(new float[36], 1);
        recorded.Save(_path, "light");
        byte[] whole = File.ReadAllBytes(_path);
        File.WriteAllBytes(_path, whole[..(whole.Length / 2)]);
        Assert.Contains("damaged", Assert.Throws<InvalidDataException>(() => Demonstrations.Load(_path, out _)).Message);
        Assert.Contains("action 3", Assert.Throws<ArgumentException>(() => recorded.Add(new float[36], 3)).Message);
        Assert.Contains("after 35 elements", Assert.Throws<ArgumentException>(() => recorded.Add(new float[35], 1)).Message);

        using var device = new CpuDevice(1);
        using var environment = new LightEnvironment(device, 1);
        using var variables = new Variables(device, 1);
        var small = new Demonstrations([1, 1, 3, 3], 3);
        Assert.Contains(
            "[1, 1, 3, 3]",
            Assert.Throws<ArgumentException>(() => new BehavioralCloning(environment, Network, device, variables, new(), 1, small)).Message);
        Assert.Contains(
            "neither demonstrations nor an expert",
            Assert.Throws<ArgumentException>(() => new BehavioralCloning(environment, Network, device, variables, new(), 1)).Message);
    }

    private static (Value Policy, Value Value) Network(string prefix, Value observations, int actions)
    {
        var features = observations.Convolution($"{prefix}/conv", 8, 3, 1, 0, Activation.Relu)
            .Flatten().Dense($"{prefix}/hidden", 32, Activation.Relu);
        return ActorNetworks.WithHeads(prefix, features, actions);
    }
}
