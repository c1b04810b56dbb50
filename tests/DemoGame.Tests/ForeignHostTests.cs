using System.Diagnostics;
using DemoGame.Tests.Commands;

namespace DemoGame.Tests;

/// <summary>The program in samples/ForeignHost, whose OpenGL is its own, is not disturbed by Vision.</summary>
public sealed class ForeignHostTests
{
    [SkippableFact]
    public void A_host_with_OpenGL_of_its_own_is_left_as_it_was()
    {
        Models.NeedOpenGL();
        Skip.IfNot(OperatingSystem.IsLinux(), "the host uses EGL without a window");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ForeignHost.dll")])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, string.Join('\n', lines) + errors.Result);
        Assert.All(lines, line => Assert.DoesNotContain("FAILED", line, StringComparison.Ordinal));
        Assert.Equal(31, lines.Length);
        Assert.Equal("all scenarios passed", lines[^1]);
        // On Mesa every scenario runs; another driver may lack a format.
        Assert.InRange(lines.Count(line => line.Contains("skipped", StringComparison.Ordinal)), 0, 6);
    }
}
