namespace VisionRuntime.Agents.Distributed;

/// <summary>
/// What an actor experienced in consecutive steps of its environments. It is complete in itself: it begins with the frames that the first
/// observation is stacked from, and ends with the observation after the last step.
/// </summary>
public sealed class Experience
{
    /// <summary>Creates an empty batch.</summary>
    /// <param name="shape">Its sizes.</param>
    public Experience(ExperienceShape shape)
    {
        Shape = shape;
        Frames = new byte[shape.FrameBytes];
        Starts = new bool[shape.Slots * shape.Environments];
        Actions = new byte[shape.Transitions];
        (Terminated, Truncated) = (new bool[shape.Transitions], new bool[shape.Transitions]);
        (Rewards, Judgments) = (new float[shape.Transitions], new float[shape.Transitions]);
    }

    /// <summary>Gets the sizes.</summary>
    public ExperienceShape Shape { get; }

    /// <summary>Gets the run that it is for.</summary>
    public required Guid Run { get; init; }

    /// <summary>Gets the name of the actor.</summary>
    public required string Actor { get; init; }

    /// <summary>Gets its place in what the actor sent, from 0.</summary>
    public required long Sequence { get; init; }

    /// <summary>Gets the version of the weights that the actor acted with: the oldest, if they changed.</summary>
    public long WeightsVersion { get; internal set; }

    /// <summary>Gets the number of steps, summed over all environments.</summary>
    public int Count => Shape.Transitions;

    /// <summary>Gets the returns of the episodes that ended.</summary>
    internal List<float> Returns { get; init; } = [];

    /// <summary>Gets the newest frame of each observation, [context + steps + 1, environments, elements].</summary>
    internal byte[] Frames { get; }

    /// <summary>Gets whether each frame is the first of its episode, [context + steps + 1, environments].</summary>
    internal bool[] Starts { get; }

    /// <summary>Gets the actions, [steps, environments].</summary>
    internal byte[] Actions { get; }

    /// <summary>Gets the rewards as they are learned from, [steps, environments].</summary>
    internal float[] Rewards { get; }

    /// <summary>Gets whether the action led to a terminal state, [steps, environments].</summary>
    internal bool[] Terminated { get; }

    /// <summary>Gets whether the episode was cut off after the action, [steps, environments].</summary>
    internal bool[] Truncated { get; }

    /// <summary>
    /// Gets what the actor thought of each of its actions, [steps, environments]: the absolute error of its value in Q-learning, the
    /// logarithm of its probability in actor-critic algorithms.
    /// </summary>
    internal float[] Judgments { get; }

    /// <summary>Returns the frames of all environments at a time, the context included.</summary>
    internal Span<byte> FramesAt(int slot)
    {
        int size = Shape.Environments * Shape.FrameSize;
        return Frames.AsSpan(slot * size, size);
    }

    /// <summary>Returns the part of an array of transitions that belongs to a step.</summary>
    internal Span<T> At<T>(T[] values, int step) => values.AsSpan(step * Shape.Environments, Shape.Environments);

    /// <summary>Returns whether the step of an environment only began its next episode, so that its action had no effect.</summary>
    internal bool IsReset(int step, int environment) => Starts[(Shape.Context + step + 1) * Shape.Environments + environment];
}
