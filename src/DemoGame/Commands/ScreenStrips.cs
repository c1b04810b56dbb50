using System.Globalization;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.External;

namespace DemoGame.Commands;

/// <summary>
/// Cuts a part of the window of a program out of every tenth frame that an agent observes, into PNG files. Named after the numbers in them,
/// they are what a digit reader is trained on.
/// </summary>
internal sealed class ScreenStrips(ExternalEnvironment environment, ScreenArea area, string folder)
{
    private const int Interval = 10;

    private readonly byte[] _window = new byte[environment.WindowWidth * environment.WindowHeight * 4];
    private int _frame;

    /// <summary>The number of files written.</summary>
    public int Count { get; private set; }

    /// <summary>A frame was observed.</summary>
    public void Add()
    {
        if (_frame++ % Interval != 0) return;
        environment.CopyWindow(0, _window);
        using var strip = new Image<Rgba32>(area.Width, area.Height);
        for (int y = 0; y < area.Height; y++)
        {
            for (int x = 0; x < area.Width; x++)
            {
                int at = ((area.Y + y) * environment.WindowWidth + area.X + x) * 4;
                strip[x, y] = new(_window[at], _window[at + 1], _window[at + 2], 255);
            }
        }
        Directory.CreateDirectory(folder);
        strip.SaveAsPng(Path.Combine(folder, $"unnamed-{Count++.ToString("0000", CultureInfo.InvariantCulture)}.png"));
    }

    /// <summary>Reads an area from the command line, X,Y,WIDTH,HEIGHT; null if the text is invalid.</summary>
    public static ScreenArea? Parse(string text)
    {
        int[] values = [.. text.Split(',').Select(part =>
            int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : -1)];
        return values is [>= 0, >= 0, > 0, > 0] ? new(values[0], values[1], values[2], values[3]) : null;
    }
}
