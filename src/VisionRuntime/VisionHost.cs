using System.Diagnostics;
using Microsoft.Extensions.Logging;
using ShaderKernels.Backends;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using Silk.NET.OpenGL;
using VisionRuntime.Capture;

namespace VisionRuntime;

/// <summary>
/// Vision in a game: captures each frame once and lets every component see it, within a time budget. A guest in the game's OpenGL context
/// that leaves every piece of its state as it found it.
/// </summary>
/// <remarks>Not thread-safe: construct, update and dispose it on the thread where the context is current.</remarks>
/// <example>
/// <code>
/// using var vision = new VisionHost(gl, 1280, 720);
/// var classifier = vision.Add(new ScreenClassifier("classifier.onnx"));
/// // in every frame, after drawing and before the buffers are swapped:
/// vision.Update();
/// if (classifier.TryGetResult(out var top)) Show(top.Label);
/// </code>
/// </example>
public sealed class VisionHost : IDisposable
{
    private readonly List<VisionComponent> _components = [];
    private readonly VisionHostOptions _options;
    private readonly SharedFrameSource _source;
    private readonly FramebufferSource? _framebuffer;
    private readonly bool _ownsDevice;
    private int _first;

    /// <summary>Looks at a framebuffer of the game's context.</summary>
    /// <param name="gl">The context, OpenGL 4.3 or newer, current on this thread.</param>
    /// <param name="width">The width in pixels of the framebuffer, or of the part that is looked at.</param>
    /// <param name="height">The height in pixels of the framebuffer, or of the part that is looked at.</param>
    /// <param name="options">Device, framebuffer, budget, logging; the defaults if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    /// <exception cref="OpenGLException">The OpenGL device was asked for, and the context is older than 4.3.</exception>
    /// <exception cref="ShaderKernels.Backends.Ilgpu.IlgpuException">
    /// The ILGPU device was asked for, and there is neither CUDA nor OpenCL.
    /// </exception>
    public VisionHost(GL gl, int width, int height, VisionHostOptions? options = null)
    {
        _options = options ?? new();
        Budget = _options.Budget;
        _framebuffer = new FramebufferSource(gl, _options.Framebuffer, width, height) { X = _options.X, Y = _options.Y };
        _source = new(_framebuffer);
        var catalog = new DeviceCatalog(gl);
        Device = catalog.Open(_options.Device ?? catalog.Best.Kind);
        _ownsDevice = true;
        HostLog.Opened(_options.Logger, Device.Name, width, height);
    }

    /// <summary>Looks at frames from anywhere, on a device of the caller's, which the caller disposes along with the source.</summary>
    /// <param name="source">Where frames come from.</param>
    /// <param name="device">Where networks run; <see cref="VisionHostOptions.Device"/> is not used.</param>
    /// <param name="options">Budget and logging; the defaults if null.</param>
    public VisionHost(FrameSource source, Device device, VisionHostOptions? options = null)
    {
        (_options, _source, Device) = (options ?? new(), new(source), device);
        Budget = _options.Budget;
        HostLog.Opened(_options.Logger, Device.Name, source.Width, source.Height);
    }

    /// <summary>
    /// Occurs when a component throws. The component is disabled and the others go on. If nobody listens, <see cref="Update"/> throws the
    /// exception.
    /// </summary>
    public event Action<VisionComponent, Exception>? ComponentFailed;

    /// <summary>Gets the device that networks run on.</summary>
    public Device Device { get; }

    /// <summary>Gets the components in the order they were added.</summary>
    public IReadOnlyList<VisionComponent> Components => _components;

    /// <summary>
    /// Gets or sets the time that all components together may take in one <see cref="Update"/>, beyond the one kernel that each runs at
    /// least.
    /// </summary>
    public TimeSpan Budget { get; set; }

    /// <summary>Gets how many frames were captured.</summary>
    public long CapturedFrames => _source.Captured;

    /// <summary>Gets the time of the newest frame, see <see cref="Frame.Time"/>.</summary>
    public TimeSpan FrameTime => _source.Newest.Time;

    /// <summary>
    /// Gets the frame that was captured last, valid until the next <see cref="Update"/>; its image is null before the first.
    /// </summary>
    public Frame NewestFrame => _source.Newest;

    /// <summary>Gets the time that the last <see cref="Update"/> took on this thread.</summary>
    public TimeSpan LastUpdate { get; private set; }

    /// <summary>
    /// Gets or sets what records the time of each component and kernel; null, the default, records nothing. Its owner disposes it.
    /// </summary>
    public FrameProfiler? Profiler { get; set; }

    /// <summary>Gets the frames' source, shared by all components.</summary>
    internal FrameSource Source => _source;

    /// <summary>Gets the game's framebuffer; null where frames come from another source.</summary>
    internal FramebufferSource? Framebuffer => _framebuffer;

    internal ILogger? Logger => _options.Logger;

    /// <summary>Adds a component; it sees the frames from the next <see cref="Update"/> on. The host disposes it.</summary>
    /// <returns>The component.</returns>
    /// <exception cref="InvalidOperationException">The component belongs to a host already.</exception>
    public T Add<T>(T component) where T : VisionComponent
    {
        component.AttachTo(this);
        _components.Add(component);
        HostLog.Added(_options.Logger, typeof(T).Name);
        return component;
    }

    /// <summary>Removes a component and disposes it.</summary>
    /// <returns>Whether the host had it.</returns>
    public bool Remove(VisionComponent component)
    {
        if (!_components.Remove(component)) return false;
        component.Dispose();
        return true;
    }

    /// <summary>
    /// Captures the frame and gives each enabled component its share of the budget. Call it in every frame, after drawing and before the
    /// buffers are swapped. Waits for nothing and allocates nothing.
    /// </summary>
    public void Update()
    {
        long start = Stopwatch.GetTimestamp();
        Profiler?.BeginFrame();
        long captured = CapturedFrames;
        _source.NextFrame();
        // Another component is first in every frame, so that a tight budget starves none.
        if (_components.Count > 0) _first = (_first + 1) % _components.Count;
        for (int i = 0; i < _components.Count; i++)
        {
            var component = _components[(_first + i) % _components.Count];
            if (!component.IsLast) Run(component, Remaining(start));
        }
        // What is drawn into the frame must not be seen by a component whose turn comes later.
        long drawn = Stopwatch.GetTimestamp();
        for (int i = 0; i < _components.Count; i++) Run(_components[i], null);
        long rest = Stopwatch.GetTimestamp();
        for (int i = 0; i < _components.Count; i++)
            if (_components[i].IsLast) Run(_components[i], Remaining(start));
        RuntimeMetrics.Frames.Add(CapturedFrames - captured);
        long end = Stopwatch.GetTimestamp();
        LastUpdate = Stopwatch.GetElapsedTime(start, end);
        if (Profiler is { } profiler)
        {
            profiler.Record(FrameProfiler.Update, start, end);
            if (_source.CaptureSpan is { Start: not 0 } span) profiler.Record(FrameProfiler.Capture, span.Start, span.End);
            profiler.Record(FrameProfiler.Draw, drawn, rest);
            profiler.EndFrame(_components);
        }
        RuntimeMetrics.Update.Record(LastUpdate.TotalMilliseconds);
    }

    /// <summary>
    /// Waits until every enabled component has the result of the newest frame. For programs that need each frame's own result, such as
    /// those that convert videos; a game calls only <see cref="Update"/>.
    /// </summary>
    public void Finish()
    {
        foreach (var component in _components)
        {
            if (component.Enabled) component.Finish();
        }
    }

    /// <summary>
    /// Tells the host that the framebuffer changed its size. A minimized window, 0 by 0, is not looked at until it has a size again.
    /// </summary>
    /// <exception cref="InvalidOperationException">The host was given a source of frames, which knows its own size.</exception>
    public void Resize(int width, int height)
    {
        if (_framebuffer is null)
            throw new InvalidOperationException("VisionHost: the frames come from a source, which has a size of its own; resize that");
        if (width > 0 && height > 0) _framebuffer.Resize(width, height);
    }

    /// <summary>Disposes the components and what the host made: its device and its capture.</summary>
    public void Dispose()
    {
        foreach (var component in _components) component.Dispose();
        _components.Clear();
        _framebuffer?.Dispose();
        if (_ownsDevice) Device.Dispose();
    }

    /// <summary>Lets a component look at the frame within a budget, or draw over it if there is none.</summary>
    private void Run(VisionComponent component, TimeSpan? budget)
    {
        if (!component.Enabled) return;
        long start = Stopwatch.GetTimestamp();
        try
        {
            if (budget is { } left)
            {
                component.Run(left);
                Record(component, start);
            }
            else
            {
                component.Draw();
            }
        }
        catch (Exception exception) when (ComponentFailed is not null)
        {
            component.Enabled = false;
            HostLog.Failed(_options.Logger, exception, component.GetType().Name);
            ComponentFailed(component, exception);
        }
    }

    private void Record(VisionComponent component, long start)
    {
        long end = Stopwatch.GetTimestamp();
        Profiler?.Record(component.TypeName, start, end);
        if (RuntimeMetrics.Component.Enabled)
        {
            RuntimeMetrics.Component.Record(
                Stopwatch.GetElapsedTime(start, end).TotalMilliseconds, new KeyValuePair<string, object?>("component", component.TypeName));
        }
    }

    private TimeSpan Remaining(long start)
    {
        if (Budget == Timeout.InfiniteTimeSpan) return TimeSpan.MaxValue;
        var remaining = Budget - Stopwatch.GetElapsedTime(start);
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }
}

/// <summary>What a <see cref="VisionHost"/> may be told.</summary>
public sealed record VisionHostOptions
{
    /// <summary>The kind of device; the best one for the context if null, see <see cref="DeviceCatalog.Best"/>.</summary>
    public DeviceKind? Device { get; init; }

    /// <summary>The framebuffer to look at; 0 is the window's.</summary>
    public uint Framebuffer { get; init; }

    /// <summary>
    /// The left edge, in pixels, of the part of the framebuffer that components see and draw into; 0 for the left edge of the framebuffer.
    /// </summary>
    public int X { get; init; }

    /// <summary>The lower edge of that part in pixels, counted upward as in OpenGL; 0 for the lower edge of the framebuffer.</summary>
    public int Y { get; init; }

    /// <summary>The time that all components together may take in one update; unlimited by default.</summary>
    public TimeSpan Budget { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Where the host reports what it opens, adds and loses; nowhere if null.</summary>
    public ILogger? Logger { get; init; }
}
