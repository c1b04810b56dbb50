using VisionRuntime.Training;

namespace VisionRuntime;

/// <summary>
/// Trains a network while the game runs, in what the other components leave of each frame's budget. What uses the same
/// <see cref="Graphs.Variables"/>, such as a <see cref="ScreenClassifier"/> or a neural filter, has the newest weights in every frame.
/// </summary>
/// <remarks>The trainer's device must be that of the host, and its variables stay those of the caller.</remarks>
/// <example>
/// <code>
/// using var variables = new Variables(vision.Device);
/// var trainer = new Trainer(model.Definition.Build, new ClassificationTask(10), data, null, new(), variables);
/// vision.Budget = TimeSpan.FromMilliseconds(4);
/// vision.Add(new ScreenClassifier(model, new() { Weights = variables }));
/// var training = vision.Add(new BackgroundTraining(trainer));
/// </code>
/// </example>
public sealed class BackgroundTraining : VisionComponent
{
    /// <summary>Creates a component that trains; it disposes the trainer.</summary>
    public BackgroundTraining(Trainer trainer) => Trainer = trainer;

    /// <summary>Gets the trainer, for its progress, validation and checkpoints.</summary>
    public Trainer Trainer { get; }

    /// <summary>
    /// Gets or sets the most time that training takes in one frame, beyond the one kernel that it runs at least. Without a budget of the
    /// host this is the only limit.
    /// </summary>
    public TimeSpan LargestShare { get; set; } = TimeSpan.FromMilliseconds(4);

    /// <summary>Gets the number of steps that were completed while the host ran.</summary>
    public long Steps { get; private set; }

    /// <summary>Gets the number of frames in which no time was left.</summary>
    public long SkippedFrames { get; private set; }

    /// <inheritdoc/>
    internal override bool IsLast => true;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The trainer is for another device than that of the host.</exception>
    protected override void Attach(VisionHost host)
    {
        if (Trainer.Variables.Device != host.Device)
        {
            throw new ArgumentException(
                $"BackgroundTraining: the trainer's variables are on {Trainer.Variables.Device.Name}, and the host runs on "
                + $"{host.Device.Name}; create them on the host's device", nameof(host));
        }
    }

    /// <inheritdoc/>
    protected override void Update(TimeSpan budget)
    {
        if (budget <= TimeSpan.Zero)
        {
            SkippedFrames++;
            return;
        }
        Steps += Trainer.RunFor(budget < LargestShare ? budget : LargestShare);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => Trainer.Dispose();
}
