using ShaderKernels.Devices;
using Silk.NET.OpenGL;
using VisionRuntime;

namespace DemoGame.Commands;

/// <summary>
/// A classifier embedded in a game: it looks at a framebuffer on which the game draws the player's sign, in every frame and without
/// waiting.
/// </summary>
internal sealed class SignReader : IDisposable
{
    /// <summary>How many frames that were drawn before may still be on their way.</summary>
    private const int FramesOnTheirWay = 3;

    private readonly VisionHost _vision;
    private long _wanted = long.MaxValue;

    /// <summary>Loads the classifier, and looks at a framebuffer of the given size.</summary>
    public SignReader(GL gl, uint framebuffer, int size, string model, DeviceKind? device)
    {
        _vision = new VisionHost(gl, size, size, new() { Framebuffer = framebuffer, Device = device });
        Classifier = _vision.Add(new ScreenClassifier(model));
        Insight = _vision.Add(new InsightOverlay(Classifier) { DrawIntoFrame = false, Size = (420, 280) });
    }

    /// <summary>What the network sees now, as the player draws.</summary>
    public ScreenClassifier Classifier { get; }

    /// <summary>What happens inside of the network.</summary>
    public InsightOverlay Insight { get; }

    /// <summary>The sign is complete: the result of the next frame with all of it counts.</summary>
    public void Complete() => _wanted = _vision.CapturedFrames + FramesOnTheirWay;

    /// <summary>Looks at the frame.</summary>
    /// <returns>True once for each complete sign.</returns>
    public bool TryRead(out Classification sign)
    {
        _vision.Update();
        if (!Classifier.TryGetResult(out sign) || Classifier.ResultFrame < _wanted) return false;
        _wanted = long.MaxValue;
        return true;
    }

    public void Dispose() => _vision.Dispose();
}
