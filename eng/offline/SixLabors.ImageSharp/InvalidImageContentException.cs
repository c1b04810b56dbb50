using SixLabors.ImageSharp.Memory;

namespace SixLabors.ImageSharp;

/// <summary>The format of a picture was recognised, but its content is corrupt.</summary>
public sealed class InvalidImageContentException : ImageFormatException
{
    public InvalidImageContentException(string errorMessage)
        : base(errorMessage)
    {
    }

    public InvalidImageContentException(string errorMessage, Exception innerException)
        : base(errorMessage, innerException)
    {
    }

    internal InvalidImageContentException(int width, int height, InvalidMemoryOperationException tooLarge)
        : this($"Cannot decode the image: its dimensions, {width}x{height}, need more memory than is allowed.", tooLarge)
    {
    }
}
