using VisionRuntime.Capture;

namespace VisionRuntime.Behaviours;

/// <summary>The options of an <see cref="Agent"/>.</summary>
/// <param name="Actions">The names of the actions; an action is an index into this list.</param>
public sealed record AgentOptions(IReadOnlyList<string> Actions)
{
    /// <summary>Gets how frames are prepared as observations; 84 by 84 grayscale pixels by default, as in Mnih et al. 2015.</summary>
    public Preprocessing View { get; init; } = new(84, 84) { Grayscale = true, Quantize = true, Resize = FrameResize.Stretch };

    /// <summary>Gets the number of frames from one decision to the next, 1 or more.</summary>
    public int DecisionPeriod { get; init; } = 5;

    /// <summary>
    /// Gets whether the last action is taken again in the frames between decisions; otherwise <see cref="Agent.OnActionReceived"/> is called
    /// only in the frame of a decision.
    /// </summary>
    public bool TakeActionsBetweenDecisions { get; init; } = true;

    /// <summary>Gets the number of frames after which an episode is cut off; 0 for no limit.</summary>
    public int MaximumSteps { get; init; }

    internal void Validate()
    {
        if (Actions.Count < 1) throw new ArgumentException("Agent: there must be at least one action");
        if (DecisionPeriod < 1) throw new ArgumentException($"Agent: the decision period must be 1 frame or more, not {DecisionPeriod}");
        if (MaximumSteps < 0) throw new ArgumentException($"Agent: the maximum number of steps must be 0 or more, not {MaximumSteps}");
    }
}
