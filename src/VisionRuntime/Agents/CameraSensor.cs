using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Capture;

namespace VisionRuntime.Agents;

/// <summary>
/// Gives an agent or a network the game's frames as observations, as Unity's camera sensor does: in every frame the picture is cropped, scaled,
/// normalized and stacked with the last few, all on the device that runs the network.
/// </summary>
public sealed class CameraSensor : IDisposable
{
    private readonly FrameCapture _capture;

    /// <summary>Prepares the sensor.</summary>
    /// <param name="source">The game's frames; its owner disposes it.</param>
    /// <param name="device">The device that runs the network.</param>
    /// <param name="preprocessing">What the network takes: size, color, mean, standard deviation, crop and the number of frames.</param>
    /// <param name="tilesX">Game instances side by side in the frame.</param>
    /// <param name="tilesY">Game instances above each other in the frame.</param>
    /// <exception cref="ShapeException">The tiles do not divide the frame, or the preprocessing is invalid.</exception>
    public CameraSensor(FrameSource source, Device device, Preprocessing preprocessing, int tilesX = 1, int tilesY = 1)
    {
        _capture = new FrameCapture(source, preprocessing, device, tilesX, tilesY);
        (Preprocessing, Observations) = (preprocessing, device.AllocateTensor(_capture.Shape));
    }

    /// <summary>What is done to each frame.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>The latest observation: [tiles, frames * channels, height, width], the newest frame last.</summary>
    public Tensor Observations { get; }

    /// <summary>Begins an episode in this tile with the next frame: its history is forgotten.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tile.</exception>
    public void Restart(int tile) => _capture.Restart(tile);

    /// <summary>Captures a frame into the observations. Allocates nothing.</summary>
    /// <returns>False if no frame has arrived yet; the observations are unchanged.</returns>
    public bool Capture() => _capture.Capture(Observations);

    /// <summary>Frees the sensor's memory.</summary>
    public void Dispose()
    {
        _capture.Dispose();
        Observations.Buffer.Dispose();
    }
}
