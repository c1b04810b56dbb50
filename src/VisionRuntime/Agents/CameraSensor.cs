using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Capture;

namespace VisionRuntime.Agents;

/// <summary>
/// An agent's eye: what Unity users know as the camera sensor. Each frame it reads the game's picture, scales it, turns it to gray if asked, and
/// keeps the last few frames stacked, all on the device that the network runs on.
/// </summary>
public sealed class CameraSensor : IDisposable
{
    private readonly FrameCapture _capture;

    /// <summary>Prepares the eye.</summary>
    /// <param name="source">The game's picture.</param>
    /// <param name="device">Where the network runs.</param>
    /// <param name="width">The observation's width in pixels.</param>
    /// <param name="height">The observation's height in pixels.</param>
    /// <param name="grayscale">One channel instead of three.</param>
    /// <param name="stack">How many frames an observation holds, so that motion can be seen.</param>
    /// <param name="tilesX">Game instances side by side in the picture.</param>
    /// <param name="tilesY">Game instances above each other in the picture.</param>
    /// <exception cref="ShapeException">The tiles do not divide the picture.</exception>
    public CameraSensor(FrameSource source, Device device, int width, int height, bool grayscale = true, int stack = 4, int tilesX = 1, int tilesY = 1)
    {
        var @operator = new ImageToTensor(width, height) { Grayscale = grayscale, Stack = stack, TilesX = tilesX, TilesY = tilesY, Quantize = true };
        _capture = new FrameCapture(source, @operator, device);
        Observations = device.AllocateTensor(_capture.Shape);
        Stack = stack;
    }

    /// <summary>What was seen last: [tiles, stack * channels, height, width], numbers from 0 to 1 in steps of 1/255.</summary>
    public Tensor Observations { get; }

    /// <summary>The frames in an observation.</summary>
    public int Stack { get; }

    /// <summary>An episode begins in this tile with the next frame: its history is forgotten.</summary>
    public void Restart(int tile) => _capture.Restart(tile);

    /// <summary>Looks. False where no frame has arrived yet.</summary>
    public bool Look() => _capture.Capture(Observations);

    /// <summary>Frees the sensor's memory; the source stays its owner's.</summary>
    public void Dispose()
    {
        _capture.Dispose();
        Observations.Buffer.Dispose();
    }
}
