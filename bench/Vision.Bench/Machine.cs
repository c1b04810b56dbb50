using System.Runtime.InteropServices;

namespace Vision.Bench;

/// <summary>What a table must say about where it was measured.</summary>
internal static class Machine
{
    public static string Processor
    {
        get
        {
            const string Key = "model name";
            string? line = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(text => text.StartsWith(Key, StringComparison.Ordinal)) : null;
            string name = line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':') + 1)..].Trim();
            return $"{name}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}";
        }
    }

    /// <summary>The number of threads that want to run, over the last minute; other programs' among them.</summary>
    public static string Load => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
