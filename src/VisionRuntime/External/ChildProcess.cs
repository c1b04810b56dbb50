using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace VisionRuntime.External;

/// <summary>
/// A program in a process group of its own, which can be paused. The group is ended when the object is disposed, and also when this process
/// ends in any way: a shell between the two waits for the end of its input.
/// </summary>
internal sealed partial class ChildProcess : IDisposable
{
    private const string Keeper = """
        setsid "$@" </dev/null >"$VISION_LOG" 2>&1 &
        echo $!
        cat >/dev/null
        kill -KILL -- -$! 2>/dev/null
        """;

    private const int Stop = 19, Continue = 18, Kill = 9;

    private readonly Process _keeper;
    private readonly int _group;
    private readonly string _log;

    /// <summary>Starts a program.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Environment variables besides those of this process.</param>
    /// <param name="log">The file for what the program prints.</param>
    /// <exception cref="ExternalGameException">The system has no shell.</exception>
    public ChildProcess(IReadOnlyList<string> command, IEnumerable<KeyValuePair<string, string>> environment, string log)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Keeper, "sh", .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        start.Environment["VISION_LOG"] = log;
        File.Delete(log); // what an earlier start printed must not be read as this one's
        (_keeper, _log) = (Process.Start(start) ?? throw new ExternalGameException("/bin/sh did not start"), log);
        string? group = _keeper.StandardOutput.ReadLine();
        if (!int.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out _group))
            throw new ExternalGameException($"{command[0]}: the program did not start ({group})");
    }

    /// <summary>Gets whether the program has ended.</summary>
    public bool HasExited
    {
        get
        {
            try
            {
                string status = File.ReadAllText($"/proc/{_group}/stat");
                return status[(status.LastIndexOf(')') + 2)..][0] is 'Z' or 'X';
            }
            catch (IOException)
            {
                return true;
            }
        }
    }

    /// <summary>Gets the last line that the program printed.</summary>
    public string LastLine
    {
        get
        {
            try
            {
                return File.ReadLines(_log).LastOrDefault(static line => line.Length > 0) ?? "it printed nothing";
            }
            catch (IOException)
            {
                return "it printed nothing";
            }
        }
    }

    /// <summary>Gets all lines that the program has printed.</summary>
    public IReadOnlyList<string> Lines => File.Exists(_log) ? File.ReadAllLines(_log) : [];

    /// <summary>Stops the program until <see cref="Resume"/>.</summary>
    public void Pause() => Signal(Stop);

    /// <summary>Lets the program run.</summary>
    public void Resume() => Signal(Continue);

    /// <summary>Ends the program and everything that it started in its group.</summary>
    public void Dispose()
    {
        Signal(Kill);
        _keeper.StandardInput.Close();
        _keeper.WaitForExit();
        _keeper.Dispose();
    }

    private void Signal(int signal) => _ = SendSignal(-_group, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
