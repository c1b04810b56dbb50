using DemoGame.Hud;
using ShaderKernels.Devices;
using Silk.NET.Input;
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

    /// <summary>A key was pressed in the window: F1 to F6 and Tab belong to the overlay of a network.</summary>
    void Press(Key key)
    {
        if (Insight is not { } insight) return;
        if (key is >= Key.F1 and <= Key.F6) insight.Toggle(InsightPage.Input + (key - Key.F1));
        else if (key == Key.Tab) insight.NextPage();
    }

    /// <summary>Draws what can be changed by keys over the frame, in a window only.</summary>
    void DrawControls(ResultOverlay overlay) { }

    /// <summary>Draws the result over the frame.</summary>
    void Draw(ResultOverlay overlay);

    /// <summary>Prints the result of a frame.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="frame">The number of the frame, from 0.</param>
    void Print(TextWriter output, long frame);
}
