using ShaderKernels.Tensors;

namespace ShaderKernels.Operators.Filters;

/// <summary>
/// Computes an image of the same size from an image of 8-bit RGBA pixels; the alpha of each pixel is kept. Pixels beyond the border repeat
/// those at the border. A filter is an immutable record; a prepared kernel can be updated with another record of the same type.
/// </summary>
public abstract record ImageFilter
{
    /// <summary>Gets the name shown in messages.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>Gets the number of values that kernels read on the device; see <see cref="WriteParameters"/>.</summary>
    public virtual int ParameterCount => 0;

    /// <summary>Writes the values that kernels read on the device, in an order that is specific to the type.</summary>
    /// <param name="parameters">Receives <see cref="ParameterCount"/> values.</param>
    public virtual void WriteParameters(Span<float> parameters) { }

    /// <summary>Throws if the values are out of range.</summary>
    /// <exception cref="ShapeException">The message names the value and its range.</exception>
    public virtual void Validate() { }

    /// <summary>Throws unless a condition holds.</summary>
    private protected void Require(bool condition, string message)
    {
        if (!condition) throw new ShapeException($"{Name}: {message}");
    }
}
