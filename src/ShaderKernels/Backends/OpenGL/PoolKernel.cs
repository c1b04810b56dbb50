using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>Prepares <see cref="Pool"/> with <c>Pool.comp</c>.</summary>
internal static class PoolKernel
{
    public static Kernel Prepare(OpenGLDevice device, Pool pool, IReadOnlyList<Shape> inputs, Shape output) =>
        OnePassKernel.PerElement(device, "Pool.comp", Defines(pool, inputs[0], output), output.Count, operands: 2, "Index.glsl",
            "Pooling.glsl");

    /// <summary>
    /// Returns the defines shared by pooling and its gradient, from the logical shapes of the input and the output of the pooling.
    /// </summary>
    public static ShaderDefines Defines(Pool pool, Shape x, Shape y) =>
        ConvolutionGeometry.Create(x, y, pool.Height, pool.Width, 1).Defines()
            .Add("PAD_END_H", pool.Height.PadEnd).Add("PAD_END_W", pool.Width.PadEnd)
            .Add("POOL", pool.Kind switch
            {
                PoolKind.Max => 0,
                PoolKind.Min => 1,
                PoolKind.Average => 2,
                PoolKind.PaddedAverage => 3,
                PoolKind.Sum => 4,
                PoolKind.Norm => 5,
                _ => throw new NotSupportedException($"Pool: the kind {pool.Kind} is not supported on the OpenGL device"),
            });
}
