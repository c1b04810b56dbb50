using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Capture;

namespace VisionRuntime.Agents;

/// <summary>
/// Captures the frames of a game as observations for an agent or a network, like Unity's camera sensor. Each frame is cropped, resized,
/// normalized and stacked with the previous frames, all on the device that runs the network.
/// </summary>
public sealed class CameraSensor : IDisposable
{
    private readonly FrameCapture _capture;

    /// <summary>Creates a camera sensor.</summary>
    /// <param name="source">The source of the frames; it is not disposed by the sensor.</param>
    /// <param name="device">The device that runs the network.</param>
    /// <param name="preprocessing">The input format of the network: size, color, mean, standard deviation, crop and frame count.</param>
    /// <param name="tilesX">The number of game instances side by side in the frame.</param>
    /// <param name="tilesY">The number of game instances above each other in the frame.</param>
    /// <exception cref="ShapeException">The frame is not divisible into the tiles, or the preprocessing is invalid.</exception>
    public CameraSensor(FrameSource source, Device device, Preprocessing preprocessing, int tilesX = 1, int tilesY = 1)
    {
        _capture = new FrameCapture(source, preprocessing, device, tilesX, tilesY);
        (Preprocessing, Observations) = (preprocessing, device.AllocateTensor(_capture.Shape));
    }

    /// <summary>Gets the preprocessing applied to each frame.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>Gets the latest observations: [tiles, frames * channels, height, width], the newest frame last.</summary>
    public Tensor Observations { get; }

    /// <summary>Starts a new episode in a tile with the next frame and clears its frame stack.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tile index is out of range.</exception>
    public void Restart(int tile) => _capture.Restart(tile);

    /// <summary>Captures a frame into <see cref="Observations"/>. Does not allocate.</summary>
    /// <returns>True if a frame was captured; false if none is available yet, in which case the observations are unchanged.</returns>
    public bool Capture() => _capture.Capture(Observations);

    /// <summary>Releases the memory of the sensor.</summary>
    public void Dispose()
    {
        _capture.Dispose();
        Observations.Buffer.Dispose();
    }
}
