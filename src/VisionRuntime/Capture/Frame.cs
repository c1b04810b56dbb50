using ShaderKernels.Devices;

namespace VisionRuntime.Capture;

/// <summary>Represents a captured frame. The image is valid until the next frame is requested from the source.</summary>
/// <param name="Image">The image, as a texture or as bytes depending on the device.</param>
/// <param name="Number">The zero-based number of the request that captured the frame; gaps are dropped frames.</param>
/// <param name="Time">
/// The time of the frame: its position in a video file, otherwise the time since the source was created. A still image has the time 0.
/// </param>
public readonly record struct Frame(DeviceImage Image, long Number, TimeSpan Time = default);

/// <summary>Specifies which frame a source returns when frames arrive asynchronously, as in readback from the GPU.</summary>
public enum FrameDelivery
{
    /// <summary>
    /// The newest frame that has arrived, usually one or two frames old. Does not wait; older frames are dropped. Suited to inference
    /// during play.
    /// </summary>
    Newest,

    /// <summary>
    /// Every frame in order: the oldest frame that has arrived, usually one or two frames old. Frames are dropped only if the ring is full
    /// because no frame was captured for too long.
    /// </summary>
    InOrder,

    /// <summary>The current frame. Waits for the GPU. Suited to training and recording, where every frame is needed.</summary>
    Now,
}
