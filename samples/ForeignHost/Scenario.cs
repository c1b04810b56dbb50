using ShaderKernels.Devices;
using Silk.NET.OpenGL;
using VisionRuntime;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace ForeignHost;

/// <summary>
/// Draws the same frames twice, without Vision and with every component attached, and compares: pictures byte for byte, the error state and
/// the debug output of OpenGL.
/// </summary>
/// <param name="target">What the host draws into.</param>
/// <param name="compatibility">Whether the context is of the compatibility profile.</param>
internal sealed class Scenario(Target target, bool compatibility)
{
    private const int Frames = 12, Width = 61, Height = 47;

    /// <summary>Whether networks run on the CPU, so that frames are read back.</summary>
    public bool OnCpu { get; init; }

    /// <summary>Whether the framebuffer changes its size, and the window is minimized for a while.</summary>
    public bool Resizes { get; init; }

    /// <summary>Whether the context is lost in the middle.</summary>
    public bool LosesContext { get; init; }

    /// <summary>Runs the scenario and returns what is wrong, or null.</summary>
    public string? Run()
    {
        byte[][] expected = Draw(attach: false, out _);
        byte[][] actual = Draw(attach: true, out string? problem);
        if (problem is not null) return problem;
        for (int frame = 0; frame < Frames; frame++)
        {
            if (!expected[frame].AsSpan().SequenceEqual(actual[frame])) return $"FAILED: the picture of frame {frame} differs";
        }
        return expected.All(picture => picture.AsSpan().SequenceEqual(expected[0])) ? "FAILED: the pictures do not move" : null;
    }

    public override string ToString() =>
        $"{(compatibility ? "compatibility" : "core")}, {target.Name}, {(OnCpu ? "Cpu" : "OpenGL")}"
        + (Resizes ? ", resized and minimized" : "") + (LosesContext ? ", lost context" : "");

    private byte[][] Draw(bool attach, out string? problem)
    {
        LostContext.IsLost = false;
        using var context = new EglContext(compatibility, Width, Height);
        var raw = new RawGl();
        DebugLog.Start(raw);
        var scene = new HostScene(raw, target, compatibility, Width, Height);
        if (Clean(raw) is { } ownFault) throw new HostException(ownFault);
        // All that Vision gets is a function loader and the name of a framebuffer.
        using var gl = attach ? GL.GetApi(LostContext.GetProcAddress) : null;
        using var vision = gl is null ? null : new VisionHost(gl, Width, Height, new()
        {
            Framebuffer = scene.Framebuffer, Device = OnCpu ? DeviceKind.Cpu : DeviceKind.OpenGL,
        });
        problem = null;
        int results = 0, failed = 0;
        ScreenClassifier? classifier = null;
        if (vision is not null)
        {
            vision.ComponentFailed += (_, exception) => failed += exception.Message.Contains("lost", StringComparison.Ordinal) ? 1 : 100;
            classifier = vision.Add(new ScreenClassifier(Brightest));
            vision.Add(new ScreenDetector(OneBox, new() { Anchors = [new(1, 1)] }));
            vision.Add(new PixelAgent("dqn-small"));
            vision.Add(new InsightOverlay(classifier)); // hidden
            vision.Add(new ScreenFilter("gaussian,sobel") { DrawIntoFrame = false });
            problem = Faults(raw, "attaching");
        }
        byte[][] pictures = new byte[Frames][];
        for (int frame = 0; frame < Frames; frame++)
        {
            if (Resizes) Resize(scene, vision, frame);
            LostContext.IsLost = LosesContext && attach && frame >= Frames / 2;
            scene.Draw(frame);
            vision?.Update();
            LostContext.IsLost = false;
            problem ??= vision is null ? null : Faults(raw, $"frame {frame}");
            pictures[frame] = scene.Read();
            if (classifier?.TryGetResult(out _) == true) results++;
        }
        if (vision is null) return pictures;
        vision.Dispose();
        problem ??= Faults(raw, "disposing") ?? Outcome(vision, results, failed);
        return pictures;
    }

    /// <summary>Whether Vision has done its work: results of frames, or one sentence about the lost context for each component.</summary>
    private string? Outcome(VisionHost vision, int results, int failed)
    {
        if (LosesContext) return failed is 3 or 4 ? null : $"FAILED: {failed} components failed on the lost context, not 3 or 4";
        if (failed != 0) return $"FAILED: {failed} components failed";
        return results >= Frames / 3 ? null : $"FAILED: only {results} results of {Frames} frames ({vision.CapturedFrames} captured)";
    }

    private static void Resize(HostScene scene, VisionHost? vision, int frame)
    {
        var (width, height) = frame switch { 3 => (40, 33), 5 => (0, 0), 7 => (40, 33), 9 => (Width, Height), _ => (-1, -1) };
        if (width < 0) return;
        if (width > 0) scene.Resize(width, height);
        vision?.Resize(width, height);
    }

    private static unsafe string? Faults(RawGl raw, string when)
    {
        uint error = raw.GetError();
        if (error != 0) return $"FAILED: glGetError is 0x{error:X4} after {when}";
        return DebugLog.Take() is [var complaint, ..] ? $"FAILED: {complaint.Trim()} ({when})" : null;
    }

    private static unsafe string? Clean(RawGl raw)
    {
        uint error = raw.GetError();
        return error != 0 ? $"the host itself causes the error 0x{error:X4}" : DebugLog.Take() is [var own, ..] ? own.Trim() : null;
    }

    private static Model Brightest { get; } = new(new NetworkDefinition(
        "brightest", "", ModelTask.Classification, "images", [1, 3, 4, 4], x => (x.Mean(2, 3) * 10).Reshape([x.Shape[0], 3])));

    private static Model OneBox { get; } = new(new NetworkDefinition("one-box", "", ModelTask.Detection, "images", [1, 3, 8, 8],
        x => x.Graph.Constant([1, 6, 1, 1], 0, 0, -1, -1, 20, 20) + x.Mean(1, 2, 3) * 0));
}
