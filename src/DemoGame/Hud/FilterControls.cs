using Silk.NET.Input;
using VisionRuntime.Filters;

namespace DemoGame.Hud;

/// <summary>
/// The parameters of a chain of filters on the HUD: up and down choose one, left and right change it, and Tab hides them. Allocates
/// nothing while it is drawn.
/// </summary>
internal sealed class FilterControls
{
    /// <summary>The number of steps over the range of a parameter that has none of its own.</summary>
    private const int Steps = 40;

    private readonly FilterChain _chain;
    private readonly (FilterStage? Stage, FilterParameter? Parameter)[] _lines;

    /// <summary>Lists the strength and the parameters of each filter, and the split view.</summary>
    public FilterControls(FilterChain chain)
    {
        _chain = chain;
        var lines = new List<(FilterStage?, FilterParameter?)>();
        foreach (var stage in chain.Stages)
        {
            lines.Add((stage, null));
            lines.AddRange(stage.Filter.Parameters.Select(parameter => ((FilterStage?)stage, (FilterParameter?)parameter)));
        }
        lines.Add((null, null));
        _lines = [.. lines];
    }

    /// <summary>Whether the parameters are shown.</summary>
    public bool Visible { get; private set; } = true;

    /// <summary>The number of lines.</summary>
    public int Count => _lines.Length;

    /// <summary>The line that the keys change.</summary>
    public int Selected { get; private set; }

    /// <summary>Handles a key.</summary>
    public void Press(Key key)
    {
        switch (key)
        {
            case Key.Tab: Visible = !Visible; break;
            case Key.Up: Selected = (Selected + Count - 1) % Count; break;
            case Key.Down: Selected = (Selected + 1) % Count; break;
            case Key.Left: Change(-1); break;
            case Key.Right: Change(1); break;
        }
    }

    /// <summary>Returns the name of a line; parameters are indented below their filter.</summary>
    public string NameOf(int line) => _lines[line].Parameter?.Name ?? _lines[line].Stage?.Filter.Name ?? "split";

    /// <summary>Whether a line is a parameter of the filter above it.</summary>
    public bool IsParameter(int line) => _lines[line].Parameter is not null;

    /// <summary>Returns the value of a line and its part of the range, from 0 to 1.</summary>
    public (float Value, float Part) ValueOf(int line)
    {
        var (stage, parameter) = _lines[line];
        if (stage is null) return (_chain.Split, _chain.Split);
        if (parameter is null) return (stage.Strength, stage.Strength);
        float value = stage.Settings[parameter.Name];
        return (value, (value - parameter.Minimum) / Math.Max(1e-6f, parameter.Maximum - parameter.Minimum));
    }

    private void Change(int direction)
    {
        var (stage, parameter) = _lines[Selected];
        if (stage is null) _chain.Split = Next(_chain.Split, 0, 1, 1f / Steps, direction);
        else if (parameter is null) stage.Strength = Next(stage.Strength, 0, 1, 1f / Steps, direction);
        else
        {
            float step = parameter.Step > 0 ? parameter.Step : (parameter.Maximum - parameter.Minimum) / Steps;
            stage.Settings[parameter.Name] =
                Next(stage.Settings[parameter.Name], parameter.Minimum, parameter.Maximum, step, direction);
        }
    }

    private static float Next(float value, float minimum, float maximum, float step, int direction) =>
        Math.Clamp(minimum + (MathF.Round((value - minimum) / step) + direction) * step, minimum, maximum);
}
