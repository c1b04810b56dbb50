namespace SixLabors.ImageSharp.Memory;

/// <summary>A buffer of an impossible size was asked for.</summary>
public class InvalidMemoryOperationException : InvalidOperationException
{
    public InvalidMemoryOperationException(string message)
        : base(message)
    {
    }

    public InvalidMemoryOperationException()
    {
    }
}
