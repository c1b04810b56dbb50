using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Devices;

/// <summary>
/// An <see cref="ImageFilter"/> prepared on one device for images of one size. <see cref="Run"/> neither allocates nor waits.
/// </summary>
public abstract class FilterKernel : IDisposable
{
    private readonly int _width, _height;

    /// <summary>Takes the filter and the size of the images.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive, or larger than 16384 on a side.</exception>
    private protected FilterKernel(ImageFilter filter, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 16384);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, 16384);
        filter.Validate();
        (Filter, _width, _height) = (filter, width, height);
    }

    /// <summary>Gets the filter that the kernel computes.</summary>
    public ImageFilter Filter { get; private set; }

    /// <summary>Gets the width of the images.</summary>
    protected int Width => _width;

    /// <summary>Gets the height of the images.</summary>
    protected int Height => _height;

    /// <summary>
    /// Changes the filter's values, such as thresholds or weights, from the next run on. Nothing is compiled.
    /// </summary>
    /// <param name="filter">A filter of the same type and with as many parameters as the one that the kernel was prepared for.</param>
    /// <returns>
    /// False if the filter is of another type or size, so that a new kernel has to be prepared; nothing has changed then.
    /// </returns>
    /// <exception cref="Tensors.ShapeException">A value is out of range.</exception>
    public bool TryUpdate(ImageFilter filter)
    {
        filter.Validate();
        if (filter.GetType() != Filter.GetType() || filter.ParameterCount != Filter.ParameterCount || !CanUpdate(filter)) return false;
        Filter = filter;
        Update();
        return true;
    }

    /// <summary>Computes an image.</summary>
    /// <param name="source">
    /// The image to filter: a <see cref="PixelBuffer"/> of the device; for a <see cref="CopyFilter"/>, and on the Cpu device for any
    /// filter, a frame as the device reads it.
    /// </param>
    /// <param name="original">The image that a <see cref="BlendFilter"/> combines the source with; others do not read it.</param>
    /// <param name="result">Receives the filtered image; not the memory of the other two.</param>
    /// <exception cref="ArgumentException">An image has another size, or is in the memory of another device.</exception>
    public void Run(DeviceImage source, DeviceImage original, PixelBuffer result)
    {
        Check(source, nameof(source));
        Check(original, nameof(original));
        Check(result, nameof(result));
        Compute(source, original, result);
    }

    /// <summary>Releases the workspace of the kernel.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Returns whether the kernel can compute another filter of the same type and number of parameters.</summary>
    private protected virtual bool CanUpdate(ImageFilter filter) => true;

    /// <summary>Passes the values of <see cref="Filter"/> on to the device.</summary>
    private protected abstract void Update();

    /// <summary>Computes an image; the sizes have been checked.</summary>
    private protected abstract void Compute(DeviceImage source, DeviceImage original, PixelBuffer result);

    private void Check(DeviceImage image, string role)
    {
        if (image.Width != _width || image.Height != _height)
            throw new ArgumentException(
                $"{Filter.Name}: the kernel was prepared for images of {_width} by {_height} pixels, and the {role} "
                + $"has {image.Width} by {image.Height}; prepare it again when the size changes");
    }
}
