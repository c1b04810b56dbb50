using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Training;

/// <summary>
/// A copy of the network on a device of its own, which computes the gradients of its own mini-batches. Its normalization layers have
/// statistics of their own.
/// </summary>
internal sealed class Replica(Plan step, Variables variables, IReadOnlyList<string> trained) : IDisposable
{
    private Task? _run;

    /// <summary>The plan that adds the gradients of a mini-batch to those of the step.</summary>
    public Plan Step => step;

    /// <summary>Starts a run of the plan on another thread.</summary>
    public void Start() => _run = Task.Run(() =>
    {
        step.Run();
        step.Device.Finish();
    });

    /// <summary>Waits for the run.</summary>
    public void Wait() => _run?.GetAwaiter().GetResult();

    /// <summary>Adds the gradients and the loss to those of the first network, and sets its own to 0.</summary>
    public void MoveGradientsTo(Variables first)
    {
        foreach (string name in trained) Move(TrainerGraphs.GradientScope + name);
        Move(TrainerGraphs.LossSum);

        void Move(string name)
        {
            float[] sum = first.Read(name), own = variables.Read(name);
            System.Numerics.Tensors.TensorPrimitives.Add(sum, own, sum);
            first.Write(name, sum);
            variables.Write(name, new float[own.Length]);
        }
    }

    /// <summary>Copies the trained weights of the first network.</summary>
    public void CopyWeightsOf(Variables first)
    {
        foreach (string name in trained) variables.Write(name, first.Read(name));
    }

    /// <summary>Starts the statistics of an epoch anew.</summary>
    public void RestartStatistics()
    {
        if (variables.Contains(BatchStatistics.BatchesOfEpoch)) variables.Write(BatchStatistics.BatchesOfEpoch, [0]);
    }

    /// <summary>Copies everything that a checkpoint has restored.</summary>
    public void CopyAllOf(Variables first)
    {
        foreach (string name in variables.Names) variables.Write(name, first.Read(name));
    }

    public void Dispose() => step.Dispose();
}
