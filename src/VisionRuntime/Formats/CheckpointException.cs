namespace VisionRuntime.Formats;

/// <summary>
/// The exception for a file of weights that cannot be used. The message is one sentence that names the file and the reason.
/// </summary>
public sealed class CheckpointException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Returns the exception for a file that could not be opened.</summary>
    internal static CheckpointException Unreadable(string path, Exception inner)
    {
        string why = File.Exists(path) ? "cannot be read" : Directory.Exists(path) ? "is a folder" : "does not exist";
        return new($"{path}: the file {why}", inner);
    }
}
