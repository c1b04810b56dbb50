namespace SixLabors.ImageSharp.Processing.Processors.Transforms;

/// <summary>No mixing at all: the source pixel at the scaled place, rounded down.</summary>
public readonly struct NearestNeighborResampler : IResampler
{
    public float Radius => 1;

    public float GetValue(float x) => x;
}
