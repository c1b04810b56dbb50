using ShaderKernels.Operators;
using VisionRuntime;
using VisionRuntime.Capture;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;

namespace VisionGame;

/// <summary>A classifier small enough to need no training: which third of the screen is the brightest?</summary>
internal static class BrightSide
{
    /// <summary>Creates the model: the frame as 24x24 gray pixels, the mean of each third, and a softmax over the three.</summary>
    public static Model CreateModel() =>
        new(new NetworkDefinition(
            "bright-side", "the mean brightness of each third", ModelTask.Classification, "pixels", [1, 1, 24, 24], Network)
        {
            Preprocessing = new Preprocessing(24, 24) { Grayscale = true, Resize = FrameResize.Stretch },
            Labels = ["left", "middle", "right"],
        });

    private static Value Network(Value pixels) =>
        pixels.Pool(PoolKind.Average, new Window(24), new Window(8, Stride: 8)).Flatten() * 50;
}
