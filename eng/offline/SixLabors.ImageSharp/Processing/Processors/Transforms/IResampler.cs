namespace SixLabors.ImageSharp.Processing.Processors.Transforms;

/// <summary>A kernel for scaling. The real interface has one member more: implement none of your own.</summary>
public interface IResampler
{
    /// <summary>Beyond this distance the kernel is 0.</summary>
    float Radius { get; }

    /// <summary>The weight at a distance in source pixels.</summary>
    float GetValue(float x);
}
