using System.Globalization;
using System.Text.Json;
using DemoGame.Games;
using DemoGame.Rendering;
using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using Silk.NET.OpenGL;
using VisionRuntime.Agents.Distributed;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;

namespace DemoGame.Commands;

/// <summary>An actor, from joining a run to its end. It needs a thread of its own, for its OpenGL context.</summary>
internal sealed class ActorRun(TrainableGame game, string device, IActorChannel channel, CancellationToken cancellation)
{
    /// <summary>Occurs when the actor has joined a run, with the learner's answer.</summary>
    public event Action<Admission>? Joined;

    /// <summary>The number of batches that were sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Plays until the run ends; if another run begins under its name, joins that.</summary>
    /// <exception cref="OperationCanceledException">Playing was canceled.</exception>
    /// <exception cref="ActorRefusedException">The learner refuses the actor.</exception>
    public void Play()
    {
        using var host = GraphicsHost.OpenHeadless();
        while (true)
        {
            var identity = ActorIdentity.Create(game.Name);
            try
            {
                if (channel.Join(identity, cancellation) is not { } admission) return;
                Joined?.Invoke(admission);
                if (!Play(host.Gl, admission, identity.Name)) return;
            }
            catch (InvalidDataException exception)
            {
                throw new ActorRefusedException($"the learner is of another program ({exception.Message}); start both from the same one");
            }
        }
    }

    /// <summary>Plays for a run.</summary>
    /// <returns>Whether another run has begun under its name.</returns>
    private bool Play(GL gl, Admission admission, string name)
    {
        var algorithm = AgentAlgorithm.Find(admission.Facts["algorithm"]);
        var network = NetworkOf(admission.Facts);
        var environmentOptions = JsonSerializer.Deserialize<EnvironmentOptions>(admission.Facts[ActorTeam.EnvironmentFact])!;
        int environments = int.Parse(admission.Facts[ActorTeam.EnvironmentsFact], CultureInfo.InvariantCulture);
        // No two actors play the same episodes.
        int seedOfRun = int.Parse(admission.Facts["seed"], CultureInfo.InvariantCulture);
        int seed = unchecked(seedOfRun * 1_000_003 + admission.Index + 1) & int.MaxValue;

        using var opened = Open(gl);
        using var variables = new Variables(opened, seed);
        using var environment = game.CreateEnvironment(gl, environments, opened, network.Preprocessing, environmentOptions);
        using var actor = algorithm.CreateActor!(
            new(game, network, environment, opened, variables, admission.Facts["options"], seed, null),
            new(channel, admission, name, cancellation));
        long before = Sent;
        actor.Begin(unchecked((ulong)seed * 0x9E3779B97F4A7C15));
        while (!actor.IsOver)
        {
            cancellation.ThrowIfCancellationRequested();
            actor.Step();
            Sent = before + actor.Sent;
        }
        return actor.IsSuperseded;
    }

    /// <summary>An actor on the CPU takes one thread: there are as many actors as there are processors.</summary>
    private Device Open(GL gl)
    {
        var opened = DeviceOptions.Open(device, gl);
        if (opened is not CpuDevice) return opened;
        opened.Dispose();
        return new CpuDevice(threads: 1);
    }

    /// <exception cref="ActorRefusedException">The network of the learner is another one in this program.</exception>
    private AgentNetwork NetworkOf(IReadOnlyDictionary<string, string> facts)
    {
        var network = AgentNetwork.For(game, facts["network"]);
        foreach (var (name, value) in ModelFile.FactsOf(network.Definition))
        {
            if (facts.GetValueOrDefault(name) is { } learned && learned != value)
                throw new ActorRefusedException(
                    $"the {name} of the network is {value} here and {learned} at the learner; start both from the same program");
        }
        return network;
    }
}
