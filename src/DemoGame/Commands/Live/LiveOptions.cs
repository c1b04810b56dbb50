using System.CommandLine;
using DemoGame.Games;
using VisionRuntime;

namespace DemoGame.Commands.Live;

/// <summary>The options that the commands on live frames share.</summary>
internal sealed class LiveOptions
{
    public Argument<string> Source { get; } = new("source")
    {
        Description = "Where frames come from: image:FILE, video:FILE, webcam[:N], screen[:DISPLAY], "
            + $"game:NAME ({string.Join(", ", GameCatalog.Names)}) or test[:WIDTHxHEIGHT].",
    };

    public Option<int> Frames { get; } = Options.Integer(
        "--frames", "Stop after this many frames; 0 goes on to the end of the source, or until the window is closed.", 0, 0);

    public Option<string?> Out { get; } = new("--out")
    {
        Description = "Write the frames to a file: .png (the last one), .gif, .mp4, .mkv, .mov, .webm, .avi, or to /dev/videoN.",
    };

    public Option<InsightPage> Insight { get; } = new("--insight")
    {
        Description = "Show what is inside the network from the beginning: input, activations, filters, gradcam or times; "
            + "in a window F1 to F6 show and hide the pages.",
    };

    public Option<string?> Window { get; } = new("--window")
    {
        Description = "With screen:DISPLAY, capture only the window whose title contains this.",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print one line of JSON for each frame." };

    public Option<string?> Trace { get; } = new("--trace")
    {
        Description = "Write where the time of the newest frames went to a file, for ui.perfetto.dev or chrome://tracing.",
    };

    public Option<string> Device { get; } = DeviceOptions.ForModels();

    /// <summary>Creates a command with these options and others.</summary>
    public Command Command(string name, string description, params Symbol[] others)
    {
        var command = new Command(name, description) { Source, Window, Frames, Out, Trace, Device };
        foreach (var other in others)
        {
            if (other is Option option) command.Options.Add(option);
        }
        return command;
    }

    public LiveSettings Read(ParseResult parsed, bool json = false) => new(parsed.GetValue(Source)!, parsed.GetValue(Device)!)
    {
        Window = parsed.GetValue(Window), Frames = parsed.GetValue(Frames), Out = parsed.GetValue(Out), Json = json,
        Trace = parsed.GetValue(Trace),
    };
}

/// <summary>The settings of a command on live frames.</summary>
/// <param name="Source">The source as it was given.</param>
/// <param name="Device">The name of the device.</param>
internal sealed record LiveSettings(string Source, string Device)
{
    /// <summary>The title of the window to capture from a screen; null for the whole screen.</summary>
    public string? Window { get; init; }

    /// <summary>The number of frames; 0 for no limit.</summary>
    public int Frames { get; init; }

    /// <summary>The file to write; null for none.</summary>
    public string? Out { get; init; }

    /// <summary>Whether results are printed as JSON.</summary>
    public bool Json { get; init; }

    /// <summary>The file for where the time went; null for none.</summary>
    public string? Trace { get; init; }
}
