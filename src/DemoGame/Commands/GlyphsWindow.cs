using System.Diagnostics;
using DemoGame.Games;
using DemoGame.Rendering;
using ShaderKernels.Devices;
using Silk.NET.Input;
using Silk.NET.Windowing;
using VisionRuntime;

namespace DemoGame.Commands;

/// <summary>The game Glyphs: a person draws signs with the mouse, a classifier reads them, and the spells happen.</summary>
internal sealed class GlyphsWindow : IDisposable
{
    /// <summary>The probability from which a sign counts as read.</summary>
    private const float Certain = 0.6f;

    /// <summary>The shortest sign, in pixels of the window.</summary>
    private const float ShortestSign = 24;

    private readonly IWindow _window;
    private readonly IInputContext _input;
    private readonly GlyphsGame _game = new();
    private readonly GlyphsView _view;
    private readonly SignReader _reader;
    private readonly Stroke _stroke = new();
    private readonly double _stepSeconds = 1 / GlyphsGame.Definition.StepsPerSecond;
    private bool _drawing;
    private int _action;
    private ulong _seed;

    public GlyphsWindow(GraphicsHost host, string model, DeviceKind? device, ulong seed)
    {
        (_window, _seed) = (host.Window!, seed);
        _view = new GlyphsView(host.Gl, _game, _stroke);
        _reader = new SignReader(host.Gl, _view.Slate, GlyphsView.SlateSize, model, device);
        _input = _window.CreateInput();
        foreach (var mouse in _input.Mice)
        {
            mouse.MouseDown += (at, button) => Begin(at.Position.X, at.Position.Y, button);
            mouse.MouseMove += (_, place) => Move(place.X, place.Y);
            mouse.MouseUp += (_, button) => End(button);
        }
        foreach (var keyboard in _input.Keyboards)
        {
            keyboard.KeyDown += (_, key, _) =>
            {
                if (key is >= Key.F1 and <= Key.F6) _reader.Insight.Toggle(InsightPage.Input + (key - Key.F1));
            };
        }
        _game.Reset(_seed);
    }

    /// <summary>Plays until the window is closed or so many episodes have been played, and returns the number of those held.</summary>
    public (int Held, int Episodes) Run(int episodes, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        int held = 0, played = 0;
        double stepAt = 0;
        while (!_window.IsClosing && !cancellation.IsCancellationRequested && (episodes == 0 || played < episodes))
        {
            _window.DoEvents();
            double now = clock.Elapsed.TotalSeconds;
            stepAt = Math.Max(stepAt, now - 1); // after a pause, do not catch up in a rush
            for (; now - stepAt >= _stepSeconds; stepAt += _stepSeconds)
            {
                if (_game.Ended) _game.Reset(++_seed);
                bool ended = _game.Step(_action).Ended;
                _action = GlyphsGame.Definition.IdleAction;
                if (!ended) continue;
                played++;
                if (_game.Lives > 0) held++;
            }
            _view.DrawSlate();
            if (_reader.TryRead(out var sign)) Cast(sign);
            int width = _window.FramebufferSize.X, height = _window.FramebufferSize.Y;
            if (width > 0 && height > 0) _view.Draw(width, height, (float)((now - stepAt) / _stepSeconds), _reader, _drawing);
            _window.GLContext!.SwapBuffers();
            Thread.Sleep(1);
        }
        return (held, played);
    }

    public void Dispose()
    {
        _input.Dispose();
        _reader.Dispose();
        _view.Dispose();
    }

    private void Begin(float x, float y, MouseButton button)
    {
        if (button != MouseButton.Left) return;
        _stroke.Clear();
        _drawing = true;
        Move(x, y);
    }

    private void Move(float x, float y)
    {
        _reader.Insight.PointAt(x, y);
        if (_drawing) _stroke.Add(x, y, distance: 3);
    }

    private void End(MouseButton button)
    {
        if (button != MouseButton.Left || !_drawing) return;
        _drawing = false;
        if (_stroke.Extent >= ShortestSign) _reader.Complete();
        else _stroke.Clear();
    }

    private void Cast(Classification sign)
    {
        int action = sign.Score >= Certain ? GlyphsGame.ActionOf(sign.Label) : GlyphsGame.Definition.IdleAction;
        bool paid = action != GlyphsGame.Definition.IdleAction && _game.Mana >= GlyphsGame.Spell(action).Cost;
        if (paid) _action = action;
        _view.Announce(sign, action, paid);
        _stroke.Clear();
    }
}
