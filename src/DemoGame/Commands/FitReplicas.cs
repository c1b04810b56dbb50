using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using VisionRuntime.Graphs;
using VisionRuntime.Training;

namespace DemoGame.Commands;

/// <summary>
/// The copies of a network that train beside the first one: each on a CPU device of its own, on its part of every batch.
/// </summary>
internal sealed class FitReplicas : IDisposable
{
    private readonly List<CpuDevice> _devices = [];
    private readonly List<Variables> _variables = [];

    /// <summary>Creates all copies but the first.</summary>
    /// <exception cref="CommandException">The first device is not a CPU.</exception>
    public FitReplicas(FitSettings settings, FitPlace place, Device first)
    {
        if (settings.Replicas > 1 && first.Kind != DeviceKind.Cpu)
            throw new CommandException($"--replicas {settings.Replicas}: replicas train on the CPU, not on {first.Name}; add --device cpu");
        for (int i = 1; i < settings.Replicas; i++)
        {
            _devices.Add(new CpuDevice(ThreadsOf(settings, place)));
            _variables.Add(new Variables(_devices[^1], settings.Seed));
        }
    }

    /// <summary>The weights of the copies.</summary>
    public IReadOnlyList<Variables> Variables => _variables;

    /// <summary>The number of threads of each copy: its share of all threads.</summary>
    public static int ThreadsOf(FitSettings settings, FitPlace place) =>
        Math.Max(1, (place.Threads ?? Environment.ProcessorCount) / settings.Replicas);

    /// <summary>Divides the batch among the copies, or among the workers.</summary>
    /// <exception cref="CommandException">It cannot be divided.</exception>
    public static TrainerOptions Divide(TrainerOptions options, FitSettings settings, FitPlace place)
    {
        var (option, shards) = place.Worker is { } worker ? ("--world-size", worker.WorldSize) : ("--replicas", settings.Replicas);
        return options.BatchSize % shards == 0
            ? options with { BatchSize = options.BatchSize / shards }
            : throw new CommandException(
                $"{option} {shards}: a batch of {options.BatchSize} cannot be divided into {shards} equal parts; choose another --batch");
    }

    public void Dispose()
    {
        foreach (var variables in _variables) variables.Dispose();
        foreach (var device in _devices) device.Dispose();
    }
}
