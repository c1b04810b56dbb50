namespace DemoGame.Games;

/// <summary>The exception thrown for a name that no game in the catalog has; the message lists the names there are.</summary>
public sealed class UnknownGameException : Exception
{
    /// <summary>Initializes the exception for a name and the names of the catalog.</summary>
    public UnknownGameException(string name, IEnumerable<string> names)
        : base($"Unknown game '{name}'; available: {string.Join(", ", names)}")
    {
    }

    /// <summary>Initializes the exception with a message.</summary>
    public UnknownGameException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes the exception with a message and its cause.</summary>
    public UnknownGameException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Initializes the exception with a default message.</summary>
    public UnknownGameException()
        : this("Unknown game")
    {
    }
}
