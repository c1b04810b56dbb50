namespace DemoGame.Games;

/// <summary>Takes pictures of a game for people: larger and in color, whatever its agent observes.</summary>
public abstract class GameCamera : IDisposable
{
    /// <summary>The width of the pictures in pixels.</summary>
    public abstract int Width { get; }

    /// <summary>The height of the pictures in pixels.</summary>
    public abstract int Height { get; }

    /// <summary>Takes a picture.</summary>
    /// <param name="pixels">Width x height x 4 bytes: rows from the top, in the order red, green, blue, alpha.</param>
    public abstract void Read(Span<byte> pixels);

    /// <inheritdoc/>
    public abstract void Dispose();
}
