namespace VisionRuntime.Filters;

/// <summary>
/// The exception thrown for a filter that is unknown or not valid: a wrong name, parameter, kernel or color table. The message says what is
/// wrong and what to write instead.
/// </summary>
public sealed class FilterException : Exception
{
    /// <summary>Initializes the exception with a message.</summary>
    public FilterException(string message) : base(message) { }

    /// <summary>Initializes the exception with a message and its cause.</summary>
    public FilterException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Initializes the exception with a default message.</summary>
    public FilterException() : this("the filter is not valid") { }
}
