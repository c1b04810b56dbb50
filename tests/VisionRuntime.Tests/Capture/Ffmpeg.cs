using System.Diagnostics;

namespace VisionRuntime.Tests.Capture;

/// <summary>The system's ffmpeg, for making videos, and scripts that take its place.</summary>
internal static class Ffmpeg
{
    private const string Path = "PATH";

    /// <summary>Skips the test if ffmpeg is not installed.</summary>
    public static void Need() => Skip.IfNot(
        (Environment.GetEnvironmentVariable(Path) ?? "").Split(System.IO.Path.PathSeparator)
            .Any(folder => folder.Length > 0 && File.Exists(System.IO.Path.Combine(folder, "ffmpeg"))), "ffmpeg is not installed");

    /// <summary>Runs ffmpeg.</summary>
    public static void Run(params string[] arguments)
    {
        Need();
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-y", .. arguments]) { RedirectStandardError = true, UseShellExecute = false })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }

    /// <summary>Writes a shell script that is found as ffmpeg until the result is disposed.</summary>
    public static IDisposable Replace(string folder, string? script)
    {
        Skip.If(OperatingSystem.IsWindows(), "the script is one of a Unix shell");
        if (script is not null)
        {
            string file = System.IO.Path.Combine(folder, "ffmpeg");
            // Without an input it is asked for its version.
            File.WriteAllText(file, $"#!/bin/sh\ncase \"$*\" in *rawvideo*) ;; *) exit 1 ;; esac\n{script}\n");
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        string before = Environment.GetEnvironmentVariable(Path) ?? "";
        Environment.SetEnvironmentVariable(Path, script is null ? folder : folder + System.IO.Path.PathSeparator + before);
        return new Restore(before);
    }

    private sealed class Restore(string path) : IDisposable
    {
        public void Dispose() => Environment.SetEnvironmentVariable(Path, path);
    }
}

/// <summary>Tests that start ffmpeg or replace it run one after the other, since all share one PATH.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FfmpegCollection
{
    public const string Name = "ffmpeg";
}
