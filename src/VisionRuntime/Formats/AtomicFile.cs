using System.Text;

namespace VisionRuntime.Formats;

/// <summary>
/// Writes files atomically: each is written beside its place and renamed when it is complete and on the disk. A reader sees the old file or
/// the new one, never a part of it, even if the program ends in between.
/// </summary>
public static class AtomicFile
{
    private static int _count;

    /// <summary>
    /// Replaces a file by what <paramref name="write"/> writes to the stream; missing folders are created. If <paramref name="write"/>
    /// throws, the old file is unchanged and nothing else is left behind.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; the message names it and says why.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full)) throw new IOException($"Cannot write '{path}': it is a folder; name a file in it");

        // The process id and a counter keep two writers of one file apart.
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
            string folder = Path.GetDirectoryName(full)!;
            throw new IOException(
                $"Cannot write '{path}': no permission to write in the folder '{folder}'; choose another folder", problem);
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

    /// <summary>Replaces a file by a text in UTF-8 without a byte order mark. See <see cref="Write"/>.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names it and says why.</exception>
    public static void WriteText(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    // The system's message names the partial file, which the caller does not know.
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
            // The error that made the writing fail is the one to report.
        }
    }
}
