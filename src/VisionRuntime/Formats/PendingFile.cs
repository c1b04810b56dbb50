namespace VisionRuntime.Formats;

/// <summary>
/// A file that is written over some time, for example by another program, and takes its place when it is complete. A reader sees the old
/// file or the new one, never a part of it.
/// </summary>
public sealed class PendingFile : IDisposable
{
    private static int _count;
    private readonly string _path, _full;
    private bool _complete;

    /// <summary>Prepares a file; missing folders are created.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names it and says why.</exception>
    public PendingFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (_path, _full) = (path, Path.GetFullPath(path));
        if (Directory.Exists(_full)) throw new IOException($"Cannot write '{path}': it is a folder; name a file in it");
        PartialPath = $"{_full}.{Environment.ProcessId}-v{Interlocked.Increment(ref _count)}.partial";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_full)!);
            File.WriteAllBytes(PartialPath, []);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Cannot write '{path}': {problem.Message.Replace(PartialPath, _full, StringComparison.Ordinal)}",
                problem);
        }
    }

    /// <summary>Gets the path to write to until the file is complete; an empty file that may be replaced.</summary>
    public string PartialPath { get; }

    /// <summary>Puts the complete file in its place.</summary>
    /// <exception cref="IOException">The file cannot be put there.</exception>
    public void Complete()
    {
        try
        {
            File.Move(PartialPath, _full, overwrite: true);
            _complete = true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Cannot write '{_path}': {problem.Message.Replace(PartialPath, _full, StringComparison.Ordinal)}",
                problem);
        }
    }

    /// <summary>Deletes what was written, unless the file is complete.</summary>
    public void Dispose()
    {
        if (_complete) return;
        try
        {
            File.Delete(PartialPath);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The error that kept the file from being completed is the one to report.
        }
    }
}
