using System.Diagnostics;
using DemoGame.Hud;
using DemoGame.Rendering;
using ShaderKernels.Devices;
using Silk.NET.Input;
using Silk.NET.OpenGL;
using Silk.NET.Windowing;
using VisionRuntime;
using VisionRuntime.Capture;

namespace DemoGame.Commands.Live;

/// <summary>Shows the frames of a source in a window, with the results drawn over them.</summary>
internal sealed class LiveWindow : IDisposable
{
    private readonly GL _gl;
    private readonly IWindow _window;
    private readonly VisionHost _vision;
    private readonly FrameSource _source;
    private readonly ILiveTask _task;
    private readonly FrameReader _reader;
    private readonly FramePresenter _presenter;
    private readonly HudRenderer _renderer;
    private readonly IInputContext _input;

    public LiveWindow(GraphicsHost host, VisionHost vision, FrameSource source, ILiveTask task, FrameReader reader)
    {
        (_gl, _window, _vision, _source, _task, _reader) = (host.Gl, host.Window!, vision, source, task, reader);
        _presenter = new FramePresenter(_gl);
        _renderer = new HudRenderer(_gl);
        _input = _window.CreateInput();
        foreach (var keyboard in _input.Keyboards) keyboard.KeyDown += (_, key, _) => task.Press(key);
        foreach (var mouse in _input.Mice) mouse.MouseMove += (_, place) => task.Insight?.PointAt(place.X, place.Y);
    }

    /// <summary>Shows frames at their own rate until the window is closed or the frames are done; the last one stays.</summary>
    /// <param name="frames">The number of frames; 0 for no limit.</param>
    /// <param name="cancellation">Ends the loop.</param>
    public void Run(int frames, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        // Sources that compute their frames would deliver them as fast as they are asked.
        double period = 1 / Math.Clamp(_source.FrameRate ?? 60, 1, 240);
        long shown = 0;
        double next = 0;
        while (!_window.IsClosing && !cancellation.IsCancellationRequested && (frames == 0 || shown < frames))
        {
            _window.DoEvents();
            double now = clock.Elapsed.TotalSeconds;
            if (now >= next)
            {
                next = Math.Max(next + period, now - period);
                long captured = _vision.CapturedFrames;
                _vision.Update();
                // On the CPU the result of the frame is there already; from a GPU it arrives later, and the overlay says how old it is.
                if (_vision.Device.Kind == DeviceKind.Cpu) _vision.Finish();
                shown += _vision.CapturedFrames - captured;
            }
            if (_vision.CapturedFrames > 0) Draw();
            _window.GLContext!.SwapBuffers();
            Thread.Sleep(1);
        }
    }

    public void Dispose()
    {
        _input.Dispose();
        _renderer.Dispose();
        _presenter.Dispose();
    }

    private void Draw()
    {
        int width = _window.FramebufferSize.X, height = _window.FramebufferSize.Y;
        if (width < 1 || height < 1) return; // minimized
        var image = _task.PictureOf(_vision.NewestFrame);
        var (texture, part) = _reader.Texture(image);
        _gl.BindFramebuffer(FramebufferTarget.Framebuffer, 0);
        _gl.Viewport(0, 0, (uint)width, (uint)height);
        DrawState.Unmask(_gl);
        var background = HudColors.Background;
        _gl.ClearColor(background.Red / 255f, background.Green / 255f, background.Blue / 255f, 1);
        _gl.Clear(ClearBufferMask.ColorBufferBit);
        var place = new PixelRectangle(0, 0, width, height).Letterbox(image.Width, image.Height);
        _presenter.Draw(texture, part, place, width, height);
        _renderer.Begin(width, height);
        var overlay = new ResultOverlay(_renderer, place, image.Width, image.Height);
        _task.Draw(overlay);
        _task.DrawControls(overlay);
        _renderer.End();
        _task.Insight?.DrawInto(_gl, 0, width, height);
    }
}
