using DemoGame.Hud;
using ShaderKernels.Devices;
using VisionRuntime;
using VisionRuntime.Capture;

namespace DemoGame.Commands.Live;

/// <summary>What a live command does with each frame.</summary>
internal interface ILiveTask
{
    /// <summary>Gets the title of the window.</summary>
    string Title { get; }

    /// <summary>Adds the components that do the work.</summary>
    void Attach(VisionHost vision);

    /// <summary>Gets the overlay that shows what is inside the network; null if there is no network.</summary>
    InsightOverlay? Insight => null;

    /// <summary>Gets whether the result is a picture, so that there is nothing to print.</summary>
    bool IsPicture => false;

    /// <summary>Gets the picture to show for a frame: the frame itself, or what was made of it.</summary>
    DeviceImage PictureOf(Frame frame) => frame.Image;

    /// <summary>Draws the result over the frame.</summary>
    void Draw(ResultOverlay overlay);

    /// <summary>Prints the result of a frame.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="frame">The number of the frame, from 0.</param>
    void Print(TextWriter output, long frame);
}
