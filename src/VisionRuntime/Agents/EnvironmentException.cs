namespace VisionRuntime.Agents;

/// <summary>The exception for an environment that breaks its contract, for example by a reward that is not finite.</summary>
public sealed class EnvironmentException : Exception
{
    /// <summary>Initializes the exception with a message.</summary>
    public EnvironmentException(string message) : base(message) { }

    /// <summary>Initializes the exception with a message and its cause.</summary>
    public EnvironmentException(string message, Exception innerException) : base(message, innerException) { }
}
