using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace DemoGame.Tests.Commands;

/// <summary>The built program as a child process, without a display unless it is given one.</summary>
internal sealed partial class VisionProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _output = new(), _errors = new();

    private VisionProgram(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>Its output so far.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="environment">Variables of its environment; null removes one.</param>
    /// <param name="arguments">The command line.</param>
    public static VisionProgram Start(IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Host)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "vision.dll"));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        foreach (string name in (string[])["DISPLAY", "WAYLAND_DISPLAY", "VISION_DEBUG"]) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var program = new VisionProgram(new Process { StartInfo = start });
        program._process.OutputDataReceived += (_, line) => Append(program._output, line.Data);
        program._process.ErrorDataReceived += (_, line) => Append(program._errors, line.Data);
        program._process.Start();
        program._process.StandardInput.Close();
        program._process.BeginOutputReadLine();
        program._process.BeginErrorReadLine();
        return program;
    }

    /// <summary>Starts it and waits for its end.</summary>
    public static ProgramResult Run(params string[] arguments) => Run(new Dictionary<string, string?>(StringComparer.Ordinal), arguments);

    /// <summary>Starts it with these environment variables and waits for its end.</summary>
    public static ProgramResult Run(IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        using var program = Start(environment, arguments);
        return program.Wait();
    }

    /// <summary>Waits for its end.</summary>
    public ProgramResult Wait()
    {
        Assert.True(_process.WaitForExit(Patience), $"still running after {Patience}: {Output}");
        _process.WaitForExit(); // until both streams are read to their ends
        lock (_output) return new ProgramResult(_process.ExitCode, _output.ToString(), _errors.ToString());
    }

    /// <summary>Waits until a condition holds; fails if the program ends before that.</summary>
    public void WaitUntil(Func<bool> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.False(_process.HasExited && !condition(), $"the program ended before {what}: {Output} {_errors}");
            Assert.True(clock.Elapsed < Patience, $"waited in vain until {what}: {Output} {_errors}");
            Thread.Sleep(20);
        }
    }

    /// <summary>Sends what a terminal sends on Ctrl-C.</summary>
    public void Interrupt() => Assert.Equal(0, Signal(_process.Id, 2));

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    private static string Host =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.Append(line).Append('\n');
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}

/// <summary>The exit code and the output of a program.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Checks that the program succeeded.</summary>
    public ProgramResult Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Output} {Errors}");
        Assert.Equal("", Errors);
        return this;
    }

    /// <summary>Checks for an error in the middle of the work: exit code 2, and one sentence on stderr that begins so.</summary>
    public void Failed(string beginning)
    {
        Assert.True(ExitCode == 2, $"exit code {ExitCode}: {Output} {Errors}");
        Assert.StartsWith(beginning, Assert.Single(Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    /// <summary>Checks for an error: exit code 2, one sentence on stderr that contains these words, and nothing else.</summary>
    public void Refused(params string[] words)
    {
        Assert.True(ExitCode == 2, $"exit code {ExitCode}: {Output} {Errors}");
        string sentence = Assert.Single(Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("vision: ", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", sentence, StringComparison.Ordinal);
        foreach (string word in words) Assert.Contains(word, sentence, StringComparison.Ordinal);
        Assert.Equal("", Output);
    }
}
