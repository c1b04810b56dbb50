using System.Diagnostics;
using System.Globalization;

namespace VisionRuntime.External;

/// <summary>
/// An X11 display without a screen (Xvfb), so that several instances of a game run side by side and take no one's keyboard.
/// </summary>
internal sealed class VirtualDisplay : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ChildProcess _server;

    /// <summary>Starts a display under a free name.</summary>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="log">The file for what the server prints.</param>
    /// <exception cref="ExternalGameException">Xvfb is not installed or does not start.</exception>
    public VirtualDisplay(int width, int height, string log)
    {
        // Without -noreset the server starts anew when its last client leaves, just while SDL's second connection is on its way.
        _server = new ChildProcess(
            ["Xvfb", "-displayfd", "1", "-screen", "0", $"{width}x{height}x24", "-nolisten", "tcp", "-noreset"], [], log);
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            bool ended = _server.HasExited;
            if (_server.Lines.FirstOrDefault(static line => int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                is { } number)
            {
                Name = $":{number}";
                return;
            }
            if (!ended && Stopwatch.GetElapsedTime(start) < Patience)
            {
                Thread.Sleep(20);
                continue;
            }
            string reason = _server.LastLine;
            _server.Dispose();
            throw new ExternalGameException($"Xvfb did not start ({reason}); install it, for example with apt-get install xvfb");
        }
    }

    /// <summary>Gets the name of the display, for example <c>:99</c>.</summary>
    public string Name { get; }

    /// <summary>Ends the display.</summary>
    public void Dispose() => _server.Dispose();
}
