namespace SixLabors.ImageSharp;

/// <summary>Settings that an image carries along.</summary>
public sealed class Configuration
{
    public static Configuration Default { get; } = new();

    /// <summary>How many threads may process an image; the stand-in always takes one.</summary>
    public int MaxDegreeOfParallelism { get; set; } = Environment.ProcessorCount;

    /// <summary>Whether images above 4 MiB shall lie in one piece, so that their memory can be taken as one.</summary>
    public bool PreferContiguousImageBuffers { get; set; }

    public IDictionary<object, object> Properties { get; } = new Dictionary<object, object>();

    public Configuration Clone() => new()
    {
        MaxDegreeOfParallelism = MaxDegreeOfParallelism,
        PreferContiguousImageBuffers = PreferContiguousImageBuffers,
    };
}
