using System.Diagnostics.CodeAnalysis;
using ShaderKernels.Devices;
using VisionRuntime.Capture;
using VisionRuntime.Filters;

namespace VisionRuntime;

/// <summary>
/// Filters every frame and draws the result back into the game's framebuffer, or keeps it in a texture. On the OpenGL device the frame
/// never leaves the GPU; on the others the filtered frame is drawn one or two frames later.
/// </summary>
/// <example>
/// <code>
/// var filter = vision.Add(new ScreenFilter(FilterCatalog.Sobel));
/// filter.Split = 0.5f; // the original on the left, the filtered picture on the right
/// // in every frame, after drawing and before the buffers are swapped:
/// vision.Update();
/// </code>
/// </example>
public sealed class ScreenFilter : VisionComponent
{
    private ImageTexture? _texture;
    private bool _unread;

    /// <summary>Creates a component that applies filters one after the other.</summary>
    public ScreenFilter(params IEnumerable<FilterDefinition> filters) : this(new FilterChain(filters)) { }

    /// <summary>Creates a component that applies filters of the catalog, named as in <c>gaussian,sobel@0.5</c>.</summary>
    /// <exception cref="FilterException">The text is not valid; see <see cref="FilterChain.Parse"/>.</exception>
    public ScreenFilter(string filters) : this(FilterChain.Parse(filters)) { }

    /// <summary>Creates a component that applies a chain, which it disposes.</summary>
    public ScreenFilter(FilterChain chain) => Chain = chain;

    /// <summary>Gets the filters with their strengths and parameters, which may be changed between frames.</summary>
    public FilterChain Chain { get; }

    /// <summary>Gets or sets how much of the filtered picture is mixed into the frame, from 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The strength is not from 0 to 1.</exception>
    public float Strength
    {
        get => Chain.Strength;
        set => Chain.Strength = value;
    }

    /// <summary>
    /// Gets or sets the part of the width, counted from the left, that shows the original, from 0 to 1: 0.5 for a split view.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 0 to 1.</exception>
    public float Split
    {
        get => Chain.Split;
        set => Chain.Split = value;
    }

    /// <summary>
    /// Gets whether the result is drawn into the framebuffer that the host looks at; if false, it is only in <see cref="Texture"/>.
    /// </summary>
    public bool DrawIntoFrame { get; init; } = true;

    /// <summary>
    /// Gets the OpenGL name of the texture with the newest filtered frame (GL_RGBA8, row 0 is the top row); 0 before the first frame, and
    /// where the host's frames come from another source than a framebuffer. A new texture is made when the size of the frames changes.
    /// </summary>
    public uint Texture => _texture?.Texture ?? 0;

    /// <summary>
    /// Takes the newest filtered frame in the memory of the device, valid until the next update.
    /// </summary>
    /// <returns>True once for each filtered frame.</returns>
    public bool TryGetResult([NotNullWhen(true)] out PixelBuffer? image)
    {
        image = _unread ? Result : null;
        _unread = false;
        return image is not null;
    }

    /// <summary>Gets the newest filtered frame; null before the first.</summary>
    internal PixelBuffer? Result { get; private set; }

    /// <inheritdoc/>
    protected override void Attach(VisionHost host) => Chain.Prepare(host.Device, host.Source.Width, host.Source.Height);

    /// <inheritdoc/>
    protected override void Update(TimeSpan budget)
    {
        var (device, source) = (Host!.Device, Host.Source);
        if (!source.TryCapture(device.Kind, out var frame)) return;
        Chain.Prepare(device, frame.Image.Width, frame.Image.Height);
        Result = Chain.Run(frame.Image);
        _unread = true;
        if (Host.Framebuffer is not { } framebuffer) return;
        if (_texture is null || _texture.Width != Result.Width || _texture.Height != Result.Height)
        {
            _texture?.Dispose();
            _texture = new(framebuffer.Gl, Result.Width, Result.Height);
        }
        _texture.Fill(Result);
    }

    /// <inheritdoc/>
    protected internal override void Draw()
    {
        // Where the newest frame is still on its way, the one before is shown rather than an unfiltered one.
        if (!DrawIntoFrame || _texture is null || Host!.Framebuffer is not { } frames) return;
        if (_texture.Width != frames.Width || _texture.Height != frames.Height) return;
        _texture.DrawInto(frames.Framebuffer, frames.Attachment, frames.X, frames.Y);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Chain.Dispose();
        _texture?.Dispose();
        (_texture, Result) = (null, null);
    }
}
