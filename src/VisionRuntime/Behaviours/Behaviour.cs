namespace VisionRuntime.Behaviours;

/// <summary>
/// A part of a game that is called at the points of its life and of each frame, as in Unity. Derive from it, override what you need, and
/// add it to a <see cref="BehaviourScene"/>.
/// </summary>
/// <remarks>
/// The order is: <see cref="Awake"/> and <see cref="OnEnable"/> when the behaviour is added; <see cref="Start"/> once, before its first
/// <see cref="Update"/>; <see cref="Update"/> and <see cref="OnRenderImage"/> in every frame; <see cref="OnDisable"/> and
/// <see cref="OnDestroy"/> at the end of the frame in which it was destroyed. While it is disabled, it is neither started nor updated.
/// </remarks>
public abstract class Behaviour
{
    private bool _enabled = true;

    /// <summary>Gets the scene that the behaviour was added to; null before.</summary>
    public BehaviourScene? Scene { get; private set; }

    /// <summary>Gets the place of the behaviour among the others: lower numbers are called first, equal ones as they were added.</summary>
    public int ExecutionOrder { get; init; }

    /// <summary>Gets whether the behaviour was destroyed.</summary>
    public bool IsDestroyed { get; internal set; }

    /// <summary>Gets or sets whether the behaviour is updated. Setting it calls <see cref="OnEnable"/> or <see cref="OnDisable"/>.</summary>
    public bool Enabled
    {
        get => _enabled;
        set
        {
            if (_enabled == value) return;
            _enabled = value;
            Scene?.EnabledChanged(this);
        }
    }

    /// <summary>Gets the time in seconds since the last frame; 0 before the behaviour is in a scene.</summary>
    protected float DeltaTime => Scene?.DeltaTime ?? 0;

    /// <summary>Destroys the behaviour at the end of the frame.</summary>
    /// <exception cref="InvalidOperationException">The behaviour is not in a scene.</exception>
    public void Destroy() => (Scene ?? throw new InvalidOperationException(
        $"{GetType().Name}: the behaviour is not in a scene; add it to one first")).Destroy(this);

    /// <summary>Called once when the behaviour is added to a scene, even if it is disabled.</summary>
    protected internal virtual void Awake() { }

    /// <summary>Called when the behaviour becomes enabled, and after <see cref="Awake"/> if it is.</summary>
    protected internal virtual void OnEnable() { }

    /// <summary>Called once before the first <see cref="Update"/>.</summary>
    protected internal virtual void Start() { }

    /// <summary>Called in every frame before it is drawn.</summary>
    protected internal virtual void Update() { }

    /// <summary>Called in every frame after it was drawn, when the host has captured it, and before it is shown.</summary>
    /// <param name="vision">The host, whose components have the results that have arrived.</param>
    protected internal virtual void OnRenderImage(VisionHost vision) { }

    /// <summary>Called when the behaviour becomes disabled, and before <see cref="OnDestroy"/> if it was enabled.</summary>
    protected internal virtual void OnDisable() { }

    /// <summary>Called once at the end of the behaviour's life, if <see cref="Awake"/> was called.</summary>
    protected internal virtual void OnDestroy() { }

    /// <summary>Called in every frame before the updates: where agents act.</summary>
    internal virtual void Act() { }

    /// <summary>Called in every frame when the host has captured it: where agents observe.</summary>
    internal virtual void Observe(VisionHost vision) { }

    /// <summary>Releases what the class itself holds, after <see cref="OnDestroy"/>.</summary>
    internal virtual void Release() { }

    internal LifeStage Stage { get; set; }

    internal void EnterScene(BehaviourScene scene)
    {
        if (Scene is not null)
            throw new InvalidOperationException($"{GetType().Name}: the behaviour is in a scene already; create another for this one");
        Scene = scene;
    }
}

/// <summary>How far a behaviour has come in its life.</summary>
internal enum LifeStage
{
    /// <summary>Not in a scene, or its <see cref="Behaviour.Awake"/> failed.</summary>
    None,

    /// <summary><see cref="Behaviour.Awake"/> was called.</summary>
    Awake,

    /// <summary><see cref="Behaviour.Start"/> was called.</summary>
    Started,
}
