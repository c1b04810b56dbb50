namespace VisionRuntime;

/// <summary>
/// Something that sees every frame of a <see cref="VisionHost"/>. A component that is not enabled sees none and costs nothing.
/// </summary>
public abstract class VisionComponent : IDisposable
{
    /// <summary>Gets or sets whether the component is updated.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Gets the host that the component was added to; null before.</summary>
    public VisionHost? Host { get; private set; }

    /// <summary>Frees what the component holds.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    internal void AttachTo(VisionHost host)
    {
        if (Host is not null)
            throw new InvalidOperationException($"{GetType().Name}: the component belongs to a host already; make another for this one");
        TypeName = GetType().Name;
        Attach(host);
        Host = host;
    }

    internal void Run(TimeSpan budget) => Update(budget);

    /// <summary>The name of the type, for profiles and meters. The runtime's own is made anew after garbage collections.</summary>
    internal string TypeName { get; private set; } = "";

    /// <summary>Whether the component is updated after all others, in what they leave of the budget.</summary>
    internal virtual bool IsLast => false;

    /// <summary>Prepares the component for a host's device and frames. May be slow.</summary>
    protected abstract void Attach(VisionHost host);

    /// <summary>Looks at the frame. Called once a frame on the context's thread; must neither wait nor allocate.</summary>
    /// <param name="budget">The time left in this frame.</param>
    protected abstract void Update(TimeSpan budget);

    /// <summary>
    /// Draws over the frame, after every component has looked at it, in the order in which the components were added. Does nothing by
    /// default.
    /// </summary>
    protected internal virtual void Draw() { }

    /// <summary>Waits for the result of the newest frame; see <see cref="VisionHost.Finish"/>. Does nothing by default.</summary>
    protected internal virtual void Finish() { }

    /// <summary>Frees what the component holds.</summary>
    protected abstract void Dispose(bool disposing);
}
