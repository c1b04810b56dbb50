using System.Diagnostics;
using DemoGame.Games;
using DemoGame.Rendering;
using ShaderKernels.Backends.Cpu;
using Silk.NET.Windowing;

namespace DemoGame.Commands;

/// <summary>The window of a program that an agent plays from outside, shown again with the HUD.</summary>
internal sealed class WatchWindow : IDisposable
{
    private readonly IWindow _window;
    private readonly AgentPlayer _player;
    private readonly GameCamera _camera;
    private readonly FrameReader _reader;
    private readonly PlayView _view;
    private readonly byte[] _pixels;
    private readonly CpuImage _image;

    public WatchWindow(GraphicsHost host, TrainableGame game, AgentPlayer player)
    {
        (_window, _player) = (host.Window!, player);
        _camera = game.CreateCamera(host.Gl, player.Environment);
        _reader = new FrameReader(host.Gl);
        _view = new PlayView(host, game, player, human: false, agentIsTrained: true);
        _pixels = new byte[_camera.Width * _camera.Height * 4];
        _image = new CpuImage(_pixels, _camera.Width, _camera.Height);
    }

    /// <summary>Plays, one decision a frame, until the window is closed or the episodes are played.</summary>
    /// <param name="episodes">The number of episodes; 0 for no limit.</param>
    /// <param name="cancellation">Ends the loop.</param>
    public void Run(int episodes, CancellationToken cancellation)
    {
        long before = Stopwatch.GetTimestamp();
        while (!_window.IsClosing && !cancellation.IsCancellationRequested && (episodes == 0 || _player.Episodes < episodes))
        {
            _window.DoEvents();
            _player.Step();
            _view.ShowObservation();
            _camera.Read(_pixels);
            var (texture, part) = _reader.Texture(_image);
            _view.Draw(texture, part, _camera.Width, _camera.Height, Stopwatch.GetElapsedTime(before).TotalSeconds);
            before = Stopwatch.GetTimestamp();
            _window.GLContext!.SwapBuffers();
        }
    }

    public void Dispose()
    {
        _view.Dispose();
        _reader.Dispose();
        _image.Dispose();
        _camera.Dispose();
    }
}
