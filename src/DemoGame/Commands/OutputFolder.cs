namespace DemoGame.Commands;

/// <summary>The folder that a training run writes, and the names in it.</summary>
internal static class OutputFolder
{
    public const string Model = "model.vision";
    public const string Checkpoint = "checkpoint.vision";
    public const string Recording = "recording.gif";
    public const string Curve = "learning-curve.png";
    public const string CurveNumbers = "learning-curve.csv";
    public const string Report = "report.html";
    public const string Result = "result.json";

    /// <summary>Makes the folder and makes sure that files can be written there, before hours of work depend on it.</summary>
    /// <exception cref="CommandException">They cannot.</exception>
    public static void Prepare(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, $".probe-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            foreach (string leftover in Directory.EnumerateFiles(folder, "*.partial")) File.Delete(leftover); // of a run that was killed while it wrote
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CommandException($"--out {folder}: nothing can be written there ({exception.Message.TrimEnd('.')}); choose another folder");
        }
    }
}
