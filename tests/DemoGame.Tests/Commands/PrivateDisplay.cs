using System.Diagnostics;
using System.Globalization;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DemoGame.Tests.Commands;

/// <summary>
/// An X server with nothing on its screen, for one test class; pictures are taken of it as a player's screen would show it.
/// </summary>
public sealed class PrivateDisplay : IDisposable
{
    private readonly Process? _server;

    public PrivateDisplay()
    {
        Reason = Missing("Xvfb", "xvfb") ?? Missing("ffmpeg", "ffmpeg") ?? "";
        if (Reason.Length > 0) return;
        _server = Process.Start(Quiet("Xvfb", "-displayfd", "1", "-screen", "0", "1100x760x24", "-nolisten", "tcp", "-noreset"))!;
        string? number = _server.StandardOutput.ReadLine();
        if (number is null) Reason = "Xvfb does not start here";
        else Name = $":{number.Trim()}";
    }

    /// <summary>The value of DISPLAY.</summary>
    public string Name { get; } = "";

    /// <summary>The reason why there is none; empty if there is one.</summary>
    public string Reason { get; }

    public static bool HasKeys => Missing("xdotool", "xdotool") is null;

    /// <summary>Takes screenshots, cropped to what is not black.</summary>
    /// <param name="folder">Keeps the files.</param>
    /// <param name="count">How many.</param>
    /// <param name="perSecond">How fast.</param>
    public IReadOnlyList<Screenshot> Shoot(string folder, int count, int perSecond)
    {
        string pattern = Path.Combine(folder, $"{Guid.NewGuid():N}-%02d.png");
        Run(
            "ffmpeg", "-loglevel", "error", "-f", "x11grab", "-draw_mouse", "0", "-framerate", Text(perSecond), "-video_size", "1100x760",
            "-i", Name, "-frames:v", Text(count), "-fps_mode", "passthrough", pattern);
        return [.. Enumerable.Range(1, count)
            .Select(number => number.ToString("00", CultureInfo.InvariantCulture))
            .Select(number => new Screenshot(pattern.Replace("%02d", number, StringComparison.Ordinal)))];
    }

    /// <summary>Sends keyboard and mouse input.</summary>
    public void Keys(params string[] commands) => Run("xdotool", commands);

    public void Dispose()
    {
        if (_server is null) return;
        _server.Kill();
        _server.WaitForExit();
        _server.Dispose();
    }

    private void Run(string program, params string[] arguments)
    {
        var start = Quiet(program, arguments);
        start.Environment["DISPLAY"] = Name;
        using var process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: {errors}");
    }

    private static ProcessStartInfo Quiet(string program, params string[] arguments) =>
        new(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };

    private static string? Missing(string program, string package) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)))
            ? null
            : $"{program} is not installed; install the Debian package {package}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A screenshot of the only window on a black screen.</summary>
public sealed class Screenshot
{
    private readonly Rgba32[] _pixels;
    private readonly int _screenWidth, _left, _top;

    public Screenshot(string path)
    {
        using var image = Image.Load<Rgba32>(path);
        _pixels = new Rgba32[image.Width * image.Height];
        image.CopyPixelDataTo(_pixels);
        _screenWidth = image.Width;
        int left = image.Width, top = image.Height, right = 0, bottom = 0;
        for (int i = 0; i < _pixels.Length; i++)
        {
            if (_pixels[i] is { R: 0, G: 0, B: 0 }) continue;
            (int x, int y) = (i % image.Width, i / image.Width);
            (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
        }
        (_left, _top, Width, Height) = (left, top, Math.Max(0, right - left), Math.Max(0, bottom - top));
    }

    /// <summary>The window's size in pixels; 0 while the screen is black.</summary>
    public int Width { get; }

    public int Height { get; }

    public Rgba32 this[int x, int y] => _pixels[((_top + y) * _screenWidth) + _left + x];
}
