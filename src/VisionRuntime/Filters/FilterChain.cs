using ShaderKernels.Devices;
using ShaderKernels.Tensors;

namespace VisionRuntime.Filters;

/// <summary>
/// Filters that are applied one after the other, made ready on a device for frames of one size. Strengths and parameters may be changed
/// between frames; nothing is compiled then.
/// </summary>
/// <example>
/// <code>
/// using var chain = FilterChain.Parse("gaussian:sigma=2,sobel@0.5");
/// using var source = new ImageSource("photo.png");
/// chain.Prepare(device, source.Width, source.Height);
/// source.TryCapture(device.Kind, out var frame);
/// chain.Run(frame.Image).Read(pixels);
/// </code>
/// </example>
public sealed partial class FilterChain : IDisposable
{
    private readonly List<FilterStage> _stages = [];
    private FilterPlan? _plan;
    private float _strength = 1, _split;

    /// <summary>Creates a chain of filters.</summary>
    public FilterChain(params IEnumerable<FilterDefinition> filters)
    {
        foreach (var filter in filters) Add(filter);
    }

    /// <summary>Gets the filters with their strengths and parameters, in the order in which they are applied.</summary>
    public IReadOnlyList<FilterStage> Stages => _stages;

    /// <summary>Gets or sets how much of the chain's result is mixed into the frame, from 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The strength is not from 0 to 1.</exception>
    public float Strength
    {
        get => _strength;
        set => _strength = FromZeroToOne(value, "strength");
    }

    /// <summary>
    /// Gets or sets the part of the width that shows the frame as it was, counted from the left, from 0 to 1: 0.5 shows the original on the
    /// left and the filtered picture on the right.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 0 to 1.</exception>
    public float Split
    {
        get => _split;
        set => _split = FromZeroToOne(value, "split");
    }

    /// <summary>Appends a filter; the chain has to be prepared anew.</summary>
    /// <returns>The filter's stage, where its strength and parameters can be set.</returns>
    public FilterStage Add(FilterDefinition filter)
    {
        var stage = new FilterStage(filter);
        Add(stage);
        return stage;
    }

    /// <summary>Prepares the filters on a device for frames of one size. May be slow; does nothing if that was done before.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive, or larger than 16384 on a side.</exception>
    /// <exception cref="ShapeException">A filter is not valid.</exception>
    /// <exception cref="OutOfDeviceMemoryException">The device does not have enough memory.</exception>
    public void Prepare(Device device, int width, int height)
    {
        if (_plan is { } plan && plan.IsFor(device, width, height)) return;
        var prepared = new FilterPlan(device, width, height, _stages);
        _plan?.Dispose();
        _plan = prepared;
    }

    /// <summary>
    /// Filters a frame. Neither waits nor allocates, except after parameters have changed the steps of a filter.
    /// </summary>
    /// <param name="frame">The frame as the device reads it, such as <see cref="Capture.Frame.Image"/>.</param>
    /// <returns>The filtered frame in the memory of the device, valid until the next call.</returns>
    /// <exception cref="InvalidOperationException">The chain is not prepared.</exception>
    /// <exception cref="ArgumentException">The frame has another size.</exception>
    public PixelBuffer Run(DeviceImage frame)
    {
        var plan = _plan ?? throw new InvalidOperationException("FilterChain: the chain is not prepared; call Prepare first");
        return plan.Run(frame, _strength, _split);
    }

    /// <summary>Releases the kernels and images. The chain can be prepared again.</summary>
    public void Dispose()
    {
        _plan?.Dispose();
        _plan = null;
    }

    private static float FromZeroToOne(float value, string name) => value is >= 0 and <= 1 ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"FilterChain: the {name} must be from 0 to 1");

    private void Add(FilterStage stage)
    {
        _stages.Add(stage);
        Dispose();
    }
}
