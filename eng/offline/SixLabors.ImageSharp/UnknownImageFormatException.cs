namespace SixLabors.ImageSharp;

/// <summary>No decoder or encoder is known for a picture.</summary>
public sealed class UnknownImageFormatException : ImageFormatException
{
    public UnknownImageFormatException(string errorMessage)
        : base(errorMessage)
    {
    }
}
