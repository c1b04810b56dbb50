using DemoGame.Hud;
using VisionRuntime;

namespace DemoGame.Commands.Live;

/// <summary>What a live command does with each frame.</summary>
internal interface ILiveTask
{
    /// <summary>Gets the title of the window.</summary>
    string Title { get; }

    /// <summary>Adds the components that do the work.</summary>
    void Attach(VisionHost vision);

    /// <summary>Draws the result over the frame.</summary>
    void Draw(ResultOverlay overlay);

    /// <summary>Prints the result of a frame.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="frame">The number of the frame, from 0.</param>
    void Print(TextWriter output, long frame);
}
