namespace VisionRuntime.Agents.Distributed;

/// <summary>The sizes of a batch of experience; all batches of a run have the same.</summary>
/// <param name="Environments">The number of environments that an actor steps together.</param>
/// <param name="Steps">The number of steps.</param>
/// <param name="Context">The number of frames before the first observation that are needed to stack it.</param>
/// <param name="FrameSize">The number of elements of a frame.</param>
/// <param name="Actions">The number of actions.</param>
public readonly record struct ExperienceShape(int Environments, int Steps, int Context, int FrameSize, int Actions)
{
    /// <summary>Returns the sizes of the batches of an environment.</summary>
    /// <param name="environment">The batch of environments of an actor, or one like it.</param>
    /// <param name="options">How many steps a batch has.</param>
    public static ExperienceShape Of(IEnvironment environment, ActorOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        long frameSize = environment.Observations.Shape.Count / environment.Count / environment.Stack;
        return new(environment.Count, options.RolloutLength, environment.Stack - 1, (int)frameSize, environment.ActionCount);
    }

    /// <summary>Gets the number of observations of each environment, those of the context included.</summary>
    internal int Slots => Context + Steps + 1;

    /// <summary>Gets the number of transitions.</summary>
    internal int Transitions => Steps * Environments;

    /// <summary>Gets the number of bytes of the frames.</summary>
    internal long FrameBytes => (long)Slots * Environments * FrameSize;
}
