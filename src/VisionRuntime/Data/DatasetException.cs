namespace VisionRuntime.Data;

/// <summary>
/// The exception for data that cannot be read or used. The message is one sentence that names the file and says what is wrong with it.
/// </summary>
public sealed class DatasetException : Exception
{
    /// <summary>Creates the exception.</summary>
    public DatasetException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public DatasetException(string message, Exception cause) : base(message, cause)
    {
    }
}
