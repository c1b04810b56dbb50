using System.Runtime.InteropServices;
using ShaderKernels.Backends.Cpu;
using Silk.NET.OpenGL;
using VisionRuntime.Capture.X11;

namespace VisionRuntime.Capture;

/// <summary>
/// Captures an X11 display, or one window of it, through shared memory (MIT-SHM), without a copy through a pipe. Where the display is on
/// another machine, pixels come through the connection.
/// </summary>
/// <remarks>
/// What is captured is what the screen shows: windows in front of the named one are captured with it. The source follows the window when it
/// moves or changes its size.
/// </remarks>
public sealed unsafe class X11Source : MemorySource
{
    private readonly X11Display _display;
    private readonly string? _title;
    private uint _window;
    private int _width, _height;
    private byte[] _pixels = [];
    private CpuImage _image;
    private uint _segment;
    private nint _shared;
    private nuint _sharedSize;
    private bool _sharing;
    private TimeSpan _next;

    /// <summary>Opens a display.</summary>
    /// <param name="display">The display, for example <c>:0</c>; that of the environment variable DISPLAY if null.</param>
    /// <param name="window">A part of the title of the window to capture; the whole screen if null.</param>
    /// <param name="gl">The OpenGL context; required for use with an OpenGL device.</param>
    /// <exception cref="FrameSourceException">The display cannot be opened, or no window has the title.</exception>
    public X11Source(string? display = null, string? window = null, GL? gl = null) : base(gl)
    {
        _display = new(NameOf(display));
        _title = window;
        try
        {
            _sharing = Xcb.HasExtension(_display.Connection, test: false);
            _window = window is null ? _display.Root : _display.FindWindow(window);
            if (_window == 0)
                throw new FrameSourceException(
                    $"screen:{_display.Name}: no window has a title with '{window}'; there are {Listed(_display.Titles)}");
            if (!_display.TryGetArea(_window, out _, out _, out int width, out int height))
                throw new FrameSourceException($"screen:{_display.Name}: the window '{window}' is not shown");
            _image = Resize(width, height);
        }
        catch
        {
            _display.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override int Width => _width;

    /// <inheritdoc/>
    public override int Height => _height;

    /// <summary>
    /// Gets the largest number of frames per second; a request that comes earlier gets no frame, except with
    /// <see cref="FrameDelivery.Now"/>.
    /// </summary>
    public double FramesPerSecond { get; init; } = 60;

    /// <inheritdoc/>
    public override double? FrameRate => FramesPerSecond;

    /// <summary>Gets whether displays can be captured here: on Linux, with libxcb installed.</summary>
    public static bool IsSupported => Xcb.IsInstalled;

    /// <summary>Gets the pixels captured last, rows from the top, in the order red, green, blue, alpha.</summary>
    internal ReadOnlySpan<byte> Pixels => _pixels;

    /// <inheritdoc/>
    /// <exception cref="FrameSourceException">The display was closed.</exception>
    protected override bool TryNext(out CpuImage image, out TimeSpan time)
    {
        (image, time) = (_image, Elapsed);
        if (Delivery != FrameDelivery.Now && time < _next) return false;
        if (!Grab()) return false;
        image = _image;
        _next = time + TimeSpan.FromSeconds(1 / FramesPerSecond);
        return true;
    }

    /// <summary>Captures the window into <see cref="Pixels"/>.</summary>
    /// <returns>False if the window is not shown.</returns>
    /// <exception cref="FrameSourceException">The display was closed.</exception>
    internal bool Grab()
    {
        if (!_display.TryGetArea(_window, out int x, out int y, out int width, out int height))
        {
            if (_display.IsLost) throw new FrameSourceException($"screen:{_display.Name}: the display was closed");
            // A minimized window has no pixels; a closed one may have been opened again.
            if (_title is null || _display.FindWindow(_title) is not (var found and not 0)) return false;
            _window = found;
            return false;
        }
        if (width != _width || height != _height) _image = Resize(width, height);
        return Grab(x, y);
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        Unshare();
        _image.Dispose();
        _display.Dispose();
    }

    internal static string NameOf(string? display)
    {
        if (!string.IsNullOrEmpty(display)) return display.Contains(':') ? display : ":" + display;
        return Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 } own ? own
            : throw new FrameSourceException("screen: there is no display (DISPLAY is not set); name one, for example screen::0");
    }

    private static string Listed(IReadOnlyList<string> titles) =>
        titles.Count == 0 ? "no windows with a title" : string.Join(", ", titles.Select(static title => $"'{title}'"));

    private CpuImage Resize(int width, int height)
    {
        if (FrameSize.Problem(width, height) is { } problem) throw new FrameSourceException($"screen:{_display.Name}: {problem}");
        Unshare();
        _image?.Dispose();
        (_width, _height) = (width, height);
        _pixels = GC.AllocateUninitializedArray<byte>(width * height * 4, pinned: true);
        if (_sharing) Share((nuint)_pixels.Length);
        return new(_pixels, width, height);
    }

    /// <summary>Makes memory that the server writes images into.</summary>
    private void Share(nuint size)
    {
        const int create = 0x200, ownerOnly = 0x180, remove = 0;
        int id = Xcb.shmget(0, size, create | ownerOnly);
        if (id < 0)
        {
            _sharing = false;
            return;
        }
        nint address = Xcb.shmat(id, 0, 0);
        uint segment = Xcb.xcb_generate_id(_display.Connection);
        nint error = Xcb.xcb_request_check(
            _display.Connection, Xcb.xcb_shm_attach_checked(_display.Connection, segment, (uint)id, 0));
        // The segment lives on until both sides have detached it, also if this process is killed.
        _ = Xcb.shmctl(id, remove, 0);
        if (error == 0 && address != -1)
        {
            (_segment, _shared, _sharedSize) = (segment, address, size);
            return;
        }
        // The server is on another machine or does not share.
        if (error != 0) Xcb.free(error);
        if (address != -1) _ = Xcb.shmdt(address);
        _sharing = false;
    }

    private void Unshare()
    {
        if (_shared == 0) return;
        _ = Xcb.xcb_shm_detach(_display.Connection, _segment);
        _display.Flush();
        _ = Xcb.shmdt(_shared);
        (_segment, _shared, _sharedSize) = (0, 0, 0);
    }

    private bool Grab(int x, int y)
    {
        // The part of the window on the screen; a window that is partly outside keeps its size, and what is outside is black.
        if (!_display.TryGetArea(_display.Root, out _, out _, out int screenWidth, out int screenHeight)) return false;
        int left = Math.Max(0, x), top = Math.Max(0, y);
        int width = Math.Min(screenWidth, x + _width) - left, height = Math.Min(screenHeight, y + _height) - top;
        if (width <= 0 || height <= 0) return false;
        if (width < _width || height < _height) Array.Clear(_pixels);
        return _shared != 0 ? GrabShared(left, top, width, height, left - x, top - y)
            : GrabSent(left, top, width, height, left - x, top - y);
    }

    private bool GrabShared(int left, int top, int width, int height, int toX, int toY)
    {
        byte* reply = Xcb.xcb_shm_get_image_reply(_display.Connection, Xcb.xcb_shm_get_image(_display.Connection, _display.Root,
            (short)left, (short)top, (ushort)width, (ushort)height, uint.MaxValue, Xcb.ZPixmap, _segment, 0), null);
        if (reply is null) return false;
        Xcb.free((nint)reply);
        Convert((byte*)_shared, width, height, toX, toY);
        return true;
    }

    private bool GrabSent(int left, int top, int width, int height, int toX, int toY)
    {
        byte* reply = Xcb.xcb_get_image_reply(_display.Connection, Xcb.xcb_get_image(_display.Connection, Xcb.ZPixmap, _display.Root,
            (short)left, (short)top, (ushort)width, (ushort)height, uint.MaxValue), null);
        if (reply is null) return false;
        bool complete = *(uint*)(reply + 4) * 4 >= (uint)(width * height * 4);
        if (complete) Convert(reply + 32, width, height, toX, toY);
        Xcb.free((nint)reply);
        return complete;
    }

    /// <summary>Converts blue, green, red and an unused byte to red, green, blue and opaque alpha.</summary>
    private void Convert(byte* pixels, int width, int height, int toX, int toY)
    {
        for (int row = 0; row < height; row++)
        {
            var from = new ReadOnlySpan<uint>(pixels + (long)row * width * 4, width);
            var to = MemoryMarshal.Cast<byte, uint>(_pixels.AsSpan(((toY + row) * _width + toX) * 4, width * 4));
            for (int i = 0; i < from.Length; i++)
            {
                uint bgrx = from[i];
                to[i] = 0xff000000 | (bgrx & 0xff) << 16 | (bgrx & 0xff00) | (bgrx >> 16 & 0xff);
            }
        }
    }
}
