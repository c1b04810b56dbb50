using ShaderKernels.Devices;

namespace VisionRuntime.Capture;

/// <summary>A frame that was looked at. The picture is good until the source is asked for the next one.</summary>
/// <param name="Image">The picture: a texture or bytes, as the device reads it.</param>
/// <param name="Number">Which request of the source it answers, counted from 0; gaps are frames that were dropped.</param>
public readonly record struct Frame(DeviceImage Image, long Number);

/// <summary>Which frame a source hands over when frames take a while to arrive, as they do when the CPU reads what the GPU drew.</summary>
public enum FrameDelivery
{
    /// <summary>The newest that has arrived, usually one or two frames old. Nobody waits; frames that are overtaken are dropped. For play.</summary>
    Newest,

    /// <summary>Every frame in its order, the oldest that has arrived, one or two frames old. Frames are dropped only when none is fetched for so long that the ring is full.</summary>
    InOrder,

    /// <summary>The frame as it is now; waits for the GPU. For training and recording, where every frame counts.</summary>
    Now,
}
