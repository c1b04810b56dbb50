namespace ILGPU;

/// <summary>How the elements of a line lie in memory.</summary>
public interface IStride1D;

/// <summary>The strides of one dimension.</summary>
public static class Stride1D
{
    /// <summary>Neighbours lie side by side.</summary>
    public readonly struct Dense : IStride1D
    {
        public int XStride => 1;
    }
}
