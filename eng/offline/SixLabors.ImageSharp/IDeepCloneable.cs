namespace SixLabors.ImageSharp;

/// <summary>Something that copies itself and all it holds.</summary>
public interface IDeepCloneable
{
    IDeepCloneable DeepClone();
}

/// <summary>Something that copies itself and all it holds.</summary>
public interface IDeepCloneable<out T>
    where T : class
{
    T DeepClone();
}
