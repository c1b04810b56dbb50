using VisionRuntime.Training;

namespace VisionRuntime.Formats;

/// <summary>Saves and restores the whole state of a <see cref="Trainer"/>: all variables, and the counters as facts of the file.</summary>
public static class TrainingCheckpoint
{
    /// <summary>Saves a run. The weights are checked first, so that the last good checkpoint is never replaced by a bad one.</summary>
    /// <param name="path">The file, replaced as a whole.</param>
    /// <param name="trainer">The run.</param>
    /// <param name="facts">What else to note about it.</param>
    /// <exception cref="TrainingDivergedException">The loss or a variable is not finite.</exception>
    /// <exception cref="IOException">The file cannot be written; the old one is unchanged.</exception>
    public static void Save(string path, Trainer trainer, IReadOnlyDictionary<string, string> facts)
    {
        trainer.MeanLoss();
        RequireFinite(trainer);
        var all = new Dictionary<string, string>(facts, StringComparer.Ordinal);
        foreach (var (name, value) in trainer.State) all[name] = value;
        Checkpoint.Save(path, trainer.Variables, all);
    }

    /// <summary>Restores a run into a trainer of the same network and settings.</summary>
    /// <exception cref="CheckpointException">The file is not a checkpoint of such a run.</exception>
    public static void Restore(Checkpoint file, Trainer trainer)
    {
        file.RestoreInto(trainer.Variables);
        try
        {
            trainer.Restore(file.Facts);
        }
        catch (FormatException exception)
        {
            throw new CheckpointException($"{file.Path}: the file is not a checkpoint of training ({exception.Message})", exception);
        }
    }

    private static void RequireFinite(Trainer trainer)
    {
        foreach (string name in trainer.Variables.Names)
        {
            if (!System.Numerics.Tensors.TensorPrimitives.IsFiniteAll<float>(trainer.Variables.Read(name)))
                throw new TrainingDivergedException(trainer.Step, trainer.Loss);
        }
    }
}
