namespace SixLabors.ImageSharp.Advanced;

/// <summary>Something that carries its settings along.</summary>
public interface IConfigurationProvider
{
    Configuration Configuration { get; }
}
