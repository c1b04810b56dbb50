namespace DemoGame.Rendering;

/// <summary>A shader did not compile or link; the message holds the driver's log.</summary>
public sealed class GlProgramException : Exception
{
    /// <summary>Says <paramref name="message"/>.</summary>
    public GlProgramException(string message)
        : base(message)
    {
    }

    /// <summary>Says <paramref name="message"/>, because of <paramref name="innerException"/>.</summary>
    public GlProgramException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Says that a shader failed, without saying which.</summary>
    public GlProgramException()
        : this("A shader program could not be made")
    {
    }
}
