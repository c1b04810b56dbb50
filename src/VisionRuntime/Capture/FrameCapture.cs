using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace VisionRuntime.Capture;

/// <summary>
/// Captures frames from a source into the input tensor of a plan. An operator crops, scales and stacks the frames on the device. The
/// tensor holds the frame stack, so pass the same tensor for every frame.
/// </summary>
/// <example>
/// <code>
/// using var source = new FramebufferSource(gl, 0, 640, 480);
/// using var capture = new FrameCapture(source, new ImageToTensor(84, 84) { Grayscale = true, Stack = 4 }, device);
/// var input = device.AllocateTensor(capture.Shape);
/// // in every frame, before swapping the buffers:
/// if (capture.Capture(input)) plan.Run();
/// </code>
/// </example>
public sealed class FrameCapture : IDisposable
{
    private readonly FrameSource _source;
    private readonly Func<int, int, ImageToTensor> _operatorFor;
    private readonly Device _device;
    private readonly Tensor _restart;
    private readonly float[] _restartValues, _restartWanted;
    private readonly long[] _restartFrom;
    private ImageKernel _kernel;
    private int _width, _height;

    /// <summary>Creates a capture that applies an operator. The frame stack of every tile starts with the first frame.</summary>
    /// <param name="source">The source of the frames; not disposed by the capture.</param>
    /// <param name="operator">The operator to apply to the frames.</param>
    /// <param name="device">The device that runs the operator.</param>
    /// <param name="layout">The layout of the tensors, for example <c>plan.InputLayout("images")</c>; that of the operator if null.</param>
    /// <exception cref="ShapeException">The operator is not valid for frames of this size.</exception>
    /// <exception cref="NotSupportedException">The layout is not supported for images.</exception>
    public FrameCapture(FrameSource source, ImageToTensor @operator, Device device, Layout? layout = null)
        : this(source, (_, _) => @operator, device, layout) { }

    /// <summary>Creates a capture that preprocesses frames for a network. The crop is updated when the frame size changes.</summary>
    /// <param name="source">The source of the frames; not disposed by the capture.</param>
    /// <param name="preprocessing">The preprocessing that the network expects.</param>
    /// <param name="device">The device that runs the network.</param>
    /// <param name="tilesX">The number of game instances side by side in the frame.</param>
    /// <param name="tilesY">The number of game instances above each other in the frame.</param>
    /// <param name="layout">The layout of the tensors, for example <c>plan.InputLayout("images")</c>; that of the operator if null.</param>
    /// <exception cref="ShapeException">
    /// The frame size is not divisible by the number of tiles, or the preprocessing is invalid.
    /// </exception>
    /// <exception cref="NotSupportedException">The layout is not supported for images.</exception>
    public FrameCapture(FrameSource source, Preprocessing preprocessing, Device device, int tilesX = 1, int tilesY = 1,
        Layout? layout = null)
        : this(source, (width, height) => preprocessing.ToOperator(width, height, tilesX, tilesY), device, layout) { }

    private FrameCapture(FrameSource source, Func<int, int, ImageToTensor> operatorFor, Device device, Layout? layout)
    {
        (_source, _operatorFor, _device) = (source, (width, height) => In(operatorFor(width, height)), device);
        Shape = _operatorFor(source.Width, source.Height).InferShape(source.Width, source.Height);
        _kernel = Prepare(source.Width, source.Height);
        int tiles = Shape[0];
        _restart = device.AllocateTensor([tiles]);
        _restartValues = new float[tiles];
        _restartWanted = new float[tiles];
        _restartFrom = new long[tiles];
        RestartAll();

        // Without a layout the operator keeps its own.
        ImageToTensor In(ImageToTensor @operator) => layout is null ? @operator : @operator.InLayout(layout);
    }

    /// <summary>Gets the shape of the tensor in logical order, [tiles, stack * channels, height, width].</summary>
    public Shape Shape { get; }

    /// <summary>
    /// Gets the number of the newest frame in the tensor, or -1 before the first frame. See <see cref="Frame.Number"/>.
    /// </summary>
    public long FrameNumber { get; private set; } = -1;

    /// <summary>
    /// Starts a new episode in a tile: fills its frame stack with the first frame that is requested from now on. Frames that were
    /// requested earlier and are still pending are pushed onto the stack as usual.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The tile does not exist.</exception>
    public void Restart(int tile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tile);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(tile, _restartFrom.Length);
        _restartFrom[tile] = _source.Requested;
    }

    /// <summary>Starts a new episode in every tile.</summary>
    public void RestartAll() => Array.Fill(_restartFrom, _source.Requested);

    /// <summary>
    /// Captures a frame from the source and pushes it onto the frame stack in the tensor. Allocates only after the frame size has changed.
    /// </summary>
    /// <param name="output">A device tensor with as many elements as <see cref="Shape"/>; holds the frame stack between calls.</param>
    /// <returns>True if a frame was captured; false if none has arrived yet, in which case the tensor is unchanged.</returns>
    /// <exception cref="ArgumentException">The number of elements of the tensor differs from that of <see cref="Shape"/>.</exception>
    public bool Capture(Tensor output)
    {
        if (output.Shape.Count != Shape.Count)
            throw new ArgumentException($"FrameCapture: the tensor {output.Shape} does not hold {Shape}");
        if (!_source.TryCapture(_device.Kind, out var frame)) return false;
        // Video may change its size from one frame to the next, so the frame decides and not the source.
        if (frame.Image.Width != _width || frame.Image.Height != _height) Follow(frame.Image.Width, frame.Image.Height);
        WriteRestart(frame.Number);
        _device.Begin();
        try
        {
            _kernel.Run(frame.Image, _restart, output);
        }
        finally
        {
            _device.End();
        }
        FrameNumber = frame.Number;
        return true;
    }

    /// <summary>Releases the kernel and its buffers.</summary>
    public void Dispose()
    {
        _kernel.Dispose();
        _restart.Buffer.Dispose();
    }

    private void Follow(int width, int height)
    {
        var kernel = Prepare(width, height); // throws if the new size is not valid, leaving the state unchanged
        _kernel.Dispose();
        _kernel = kernel;
    }

    private ImageKernel Prepare(int width, int height)
    {
        var kernel = _device.Prepare(_operatorFor(width, height), width, height);
        (_width, _height) = (width, height);
        return kernel;
    }

    /// <summary>Writes which tiles restart with this frame. Writes nothing if the flags are unchanged, as in most frames.</summary>
    private void WriteRestart(long number)
    {
        for (int tile = 0; tile < _restartFrom.Length; tile++)
        {
            bool starts = number >= _restartFrom[tile];
            _restartWanted[tile] = starts ? 1 : 0;
            if (starts) _restartFrom[tile] = long.MaxValue;
        }
        if (_restartWanted.AsSpan().SequenceEqual(_restartValues)) return;
        _restartWanted.CopyTo(_restartValues, 0);
        _restart.Write(_restartValues);
    }
}
