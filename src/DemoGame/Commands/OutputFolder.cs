namespace DemoGame.Commands;

/// <summary>The folder that a command writes, and the names of the files of a training run in it.</summary>
internal static class OutputFolder
{
    public const string Model = "model.vision";
    public const string Checkpoint = "checkpoint.vision";
    public const string Recording = "recording.gif";
    public const string Curve = "learning-curve.png";
    public const string CurveData = "learning-curve.csv";
    public const string Report = "report.html";
    public const string Result = "result.json";

    /// <summary>Creates the folder and checks that files can be written in it, before hours of work depend on it.</summary>
    /// <exception cref="CommandException">The folder cannot be created or written.</exception>
    public static void Prepare(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, $".probe-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            // Left behind by a run that was killed while it wrote.
            foreach (string partial in Directory.EnumerateFiles(folder, "*.partial")) File.Delete(partial);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CommandException($"cannot write to the folder '{folder}' ({exception.Message.TrimEnd('.')}); choose another folder");
        }
    }
}
