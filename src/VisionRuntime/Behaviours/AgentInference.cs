using VisionRuntime.Agents;

namespace VisionRuntime.Behaviours;

/// <summary>The sensor and the worker of an agent that plays with a model.</summary>
internal sealed class AgentInference : IDisposable
{
    private readonly CameraSensor _sensor;
    private readonly Worker _worker;
    private readonly int _actions;
    private long _last = -1;

    /// <summary>Prepares a model for the frames of a host.</summary>
    /// <exception cref="ArgumentException">The model does not fit the view or the actions.</exception>
    public AgentInference(VisionHost vision, Model model, AgentOptions options)
    {
        _actions = options.Actions.Count;
        var view = model.Preprocessing ?? options.View;
        if (model.OutputShape.Rank != 2 || model.OutputShape[1] < _actions)
            throw new ArgumentException(
                $"{model.Name}: the output {model.OutputShape} is not one value for each of {_actions} actions, [1, {_actions}]");
        if (!model.InputShape.Equals(view.InputShape))
            throw new ArgumentException($"{model.Name}: the input {model.InputShape} is not the view {view.InputShape}");
        _sensor = new CameraSensor(vision.Source, vision.Device, view);
        try
        {
            _worker = new Worker(model, vision.Device, new() { Input = _sensor.Observations, Outputs = [model.Definition.OutputName] });
        }
        catch
        {
            _sensor.Dispose();
            throw;
        }
    }

    /// <summary>Gets the value of each action.</summary>
    public ReadOnlySpan<float> Values => _worker.Output()[.._actions];

    /// <summary>Begins an episode: results that are still on their way are those of the one before.</summary>
    public void Restart()
    {
        _sensor.Restart(0);
        _last = _worker.LatestNumber;
    }

    /// <summary>Captures the frame as the agent says and evaluates it; the result arrives later.</summary>
    public void Observe(Agent agent)
    {
        agent.CollectObservations(_sensor);
        _worker.Schedule();
    }

    /// <summary>Reads the newest result that has arrived; does not wait.</summary>
    public bool TryRead() => _worker.TryRead() && _worker.ResultNumber > _last;

    public void Dispose()
    {
        _worker.Dispose();
        _sensor.Dispose();
    }
}
