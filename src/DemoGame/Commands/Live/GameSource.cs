using System.Diagnostics;
using DemoGame.Games;
using ShaderKernels.Devices;
using Silk.NET.OpenGL;
using VisionRuntime.Capture;

namespace DemoGame.Commands.Live;

/// <summary>
/// Provides the frames of a game that plays by itself: with its scripted player where it has one, otherwise with random actions. With
/// <see cref="FrameDelivery.Newest"/> it runs at its own pace, otherwise each frame is one step.
/// </summary>
internal sealed class GameSource : FrameSource
{
    private const int Side = 480;

    private readonly GameDefinition _definition;
    private readonly IGame[] _games;
    private readonly GameAtlas _atlas;
    private readonly FramebufferSource _frames;
    private readonly Random _random = new(1);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _steps;
    private ulong _episodes;

    public GameSource(GL gl, GameDefinition definition, FrameDelivery delivery)
    {
        Delivery = delivery;
        _definition = definition;
        var game = definition.Create();
        _games = [game];
        int scale = Math.Max(1, Side / Math.Max(game.Width, game.Height));
        _atlas = new GameAtlas(gl, 1, game.Width * scale, game.Height * scale);
        _frames = new FramebufferSource(gl, _atlas.Framebuffer, _atlas.Width, _atlas.Height) { Delivery = FrameDelivery.Now };
        game.Reset(_episodes);
    }

    public override int Width => _atlas.Width;

    public override int Height => _atlas.Height;

    public override double? FrameRate => _definition.StepsPerSecond;

    protected override bool TryCaptureTexture(long number, out Frame frame) => TryCapture(DeviceKind.OpenGL, number, out frame);

    protected override bool TryCaptureBytes(long number, out Frame frame) => TryCapture(DeviceKind.Cpu, number, out frame);

    public override void Dispose()
    {
        _frames.Dispose();
        _atlas.Dispose();
    }

    private bool TryCapture(DeviceKind device, long number, out Frame frame)
    {
        frame = default;
        double due = _clock.Elapsed.TotalSeconds * _definition.StepsPerSecond;
        if (Delivery == FrameDelivery.Newest && _steps > due) return false;
        if (_steps > 0) Step(_games[0]);
        _atlas.Render(_games);
        if (!_frames.TryCapture(device, out var captured)) return false;
        frame = captured with { Number = number, Time = TimeSpan.FromSeconds(_steps++ / _definition.StepsPerSecond) };
        return true;
    }

    private void Step(IGame game)
    {
        if (game.Ended) game.Reset(++_episodes);
        else game.Step(game is IScriptedPlayer player ? player.BestAction() : _random.Next(_definition.Actions.Count));
    }
}
