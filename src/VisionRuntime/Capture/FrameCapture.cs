using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace VisionRuntime.Capture;

/// <summary>
/// From the game's picture to a plan's input, frame by frame: a source, an operator that crops, scales and stacks, and the device
/// that does it. The tensor holds the stack, so give the same one in every frame.
/// </summary>
/// <example>
/// <code>
/// using var source = new FramebufferSource(gl, 0, 640, 480);
/// using var capture = new FrameCapture(source, new ImageToTensor(84, 84) { Grayscale = true, Stack = 4 }, device);
/// var input = device.AllocateTensor(capture.Shape);
/// // in every frame, before the buffers are swapped:
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

    /// <summary>Prepares an operator for the source's frames; the history of every tile begins with the first frame.</summary>
    /// <param name="source">Where frames come from; its owner disposes it.</param>
    /// <param name="operator">What is done to them.</param>
    /// <param name="device">The device that does it.</param>
    /// <param name="layout">The layout of the tensors, for example <c>plan.InputLayout("images")</c>; logical if null.</param>
    /// <exception cref="ShapeException">The operator does not fit frames of this size.</exception>
    /// <exception cref="NotSupportedException">Images cannot be written in this layout.</exception>
    public FrameCapture(FrameSource source, ImageToTensor @operator, Device device, Layout? layout = null)
        : this(source, (_, _) => @operator, device, layout) { }

    /// <summary>Prepares frames as a network takes them. The crop follows the size of the frames when it changes.</summary>
    /// <param name="source">Where frames come from; its owner disposes it.</param>
    /// <param name="preprocessing">What the network takes.</param>
    /// <param name="device">The device that runs the network.</param>
    /// <param name="tilesX">Game instances side by side in the frame.</param>
    /// <param name="tilesY">Game instances above each other in the frame.</param>
    /// <param name="layout">The layout of the tensors, for example <c>plan.InputLayout("images")</c>; logical if null.</param>
    /// <exception cref="ShapeException">The tiles do not divide the frame, or the preprocessing is invalid.</exception>
    /// <exception cref="NotSupportedException">Images cannot be written in this layout.</exception>
    public FrameCapture(FrameSource source, Preprocessing preprocessing, Device device, int tilesX = 1, int tilesY = 1,
        Layout? layout = null)
        : this(source, (width, height) => preprocessing.ToOperator(width, height, tilesX, tilesY), device, layout) { }

    private FrameCapture(FrameSource source, Func<int, int, ImageToTensor> operatorFor, Device device, Layout? layout)
    {
        layout ??= Layout.Logical;
        (_source, _operatorFor, _device) = (source, (width, height) => operatorFor(width, height).InLayout(layout), device);
        Shape = _operatorFor(source.Width, source.Height).InferShape(source.Width, source.Height);
        _kernel = Prepare();
        int tiles = Shape[0];
        _restart = device.AllocateTensor([tiles]);
        _restartValues = new float[tiles];
        _restartWanted = new float[tiles];
        _restartFrom = new long[tiles];
        RestartAll();
    }

    /// <summary>The tensor's shape, in its logical order [tiles, stack * channels, height, width].</summary>
    public Shape Shape { get; }

    /// <summary>
    /// The number of the frame that the tensor's newest place holds, -1 before the first. See <see cref="Frame.Number"/>.
    /// </summary>
    public long FrameNumber { get; private set; } = -1;

    /// <summary>
    /// An episode begins in this tile: its history is filled with the first frame asked for from now on. Frames asked for earlier that
    /// are still on their way go onto the stack as before.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tile.</exception>
    public void Restart(int tile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tile);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(tile, _restartFrom.Length);
        _restartFrom[tile] = _source.Requested;
    }

    /// <summary>An episode begins in every tile.</summary>
    public void RestartAll() => Array.Fill(_restartFrom, _source.Requested);

    /// <summary>
    /// Looks at the source and pushes a frame onto the tensor's stack. Allocates nothing, except after the frames' size has changed.
    /// </summary>
    /// <param name="output">As many numbers as <see cref="Shape"/>, on the device; holds the stack from call to call.</param>
    /// <returns>False where no frame has arrived yet; the tensor is then as it was.</returns>
    /// <exception cref="ArgumentException">The tensor does not have the shape's size.</exception>
    public bool Capture(Tensor output)
    {
        if (output.Shape.Count != Shape.Count) throw new ArgumentException($"FrameCapture: the tensor {output.Shape} does not hold {Shape}");
        if (_source.Width != _width || _source.Height != _height) Follow();
        if (!_source.TryCapture(_device.Kind, out var frame)) return false;
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

    /// <summary>Frees the kernel and what goes with it.</summary>
    public void Dispose()
    {
        _kernel.Dispose();
        _restart.Buffer.Dispose();
    }

    private void Follow()
    {
        var kernel = Prepare(); // throws where the new size does not fit, and then all is as before
        _kernel.Dispose();
        _kernel = kernel;
    }

    private ImageKernel Prepare()
    {
        var kernel = _device.Prepare(_operatorFor(_source.Width, _source.Height), _source.Width, _source.Height);
        (_width, _height) = (_source.Width, _source.Height);
        return kernel;
    }

    /// <summary>Tells the kernel which tiles start anew with this frame; most frames change nothing and cost nothing.</summary>
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
