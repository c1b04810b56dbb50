namespace DemoGame.Games;

/// <summary>A game was asked for that the catalog does not have; the message lists those it has.</summary>
public sealed class UnknownGameException : Exception
{
    /// <summary>Says that <paramref name="name"/> is none of <paramref name="names"/>.</summary>
    public UnknownGameException(string name, IEnumerable<string> names)
        : base($"Unknown game '{name}'; there are: {string.Join(", ", names)}")
    {
    }

    /// <summary>Says <paramref name="message"/>.</summary>
    public UnknownGameException(string message)
        : base(message)
    {
    }

    /// <summary>Says <paramref name="message"/>, because of <paramref name="innerException"/>.</summary>
    public UnknownGameException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Says that a game is unknown, without naming it.</summary>
    public UnknownGameException()
        : this("Unknown game")
    {
    }
}
