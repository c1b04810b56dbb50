using System.Text;

namespace VisionRuntime.Formats;

/// <summary>
/// Writes a file beside its place and renames it when it is complete and on the disk: a reader sees the old file or the new one,
/// never half of one, whatever ends the program in between.
/// </summary>
public static class AtomicFile
{
    private static int _count;

    /// <summary>
    /// Replaces the file <paramref name="path"/> by what <paramref name="write"/> puts into the stream; missing folders are made. When
    /// <paramref name="write"/> throws, the old file stays as it was and nothing else is left behind.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; the message names it and says why.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full)) throw new IOException($"Cannot write '{path}': it is a folder; name a file in it");

        // The process and a count keep two writers of one file from sharing a half-written one.
        string partial = $"{full}.{Environment.ProcessId}-{Interlocked.Increment(ref _count)}.partial";
        bool complete = false;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using (var file = new FileStream(partial, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }
            File.Move(partial, full, overwrite: true);
            complete = true;
        }
        catch (UnauthorizedAccessException problem)
        {
            throw new IOException(
                $"Cannot write '{path}': no permission to write in the folder '{Path.GetDirectoryName(full)}'; choose another folder", problem);
        }
        catch (IOException problem)
        {
            throw new IOException($"Cannot write '{path}': {Reason(problem, full, partial)}", problem);
        }
        finally
        {
            if (!complete) TryDelete(partial);
        }
    }

    /// <summary>Replaces the file by a text in UTF-8 without a byte order mark. See <see cref="Write"/>.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names it and says why.</exception>
    public static void WriteText(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    // The system's message names the file beside, which nobody asked for.
    private static string Reason(IOException problem, string full, string partial) =>
        problem.Message.Replace(partial, full, StringComparison.Ordinal);

    private static void TryDelete(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // What made the writing fail is the better message.
        }
    }
}
