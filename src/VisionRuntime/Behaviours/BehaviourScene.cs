using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace VisionRuntime.Behaviours;

/// <summary>
/// The behaviours of a game, called in order. An exception in one of them is logged and does not stop the others.
/// </summary>
/// <remarks>Not thread-safe. Behaviours may be added and destroyed from any method of a behaviour.</remarks>
/// <example>
/// <code>
/// using var scene = new BehaviourScene(vision);
/// scene.Add(new Player());
/// while (running)
/// {
///     scene.Update(1 / 60f);
///     Draw();
///     scene.Render(); // before the buffers are swapped
/// }
/// </code>
/// </example>
public sealed class BehaviourScene : IDisposable
{
    private readonly List<Behaviour> _behaviours = [], _frame = [];
    private readonly ILogger? _logger;
    private Exception? _unheard;
    private bool _changed, _disposed;

    /// <summary>Creates an empty scene.</summary>
    /// <param name="vision">The host that looks at the drawn frames; null for a game without one.</param>
    /// <param name="logger">Receives the exceptions of behaviours.</param>
    public BehaviourScene(VisionHost? vision = null, ILogger? logger = null) => (Vision, _logger) = (vision, logger);

    /// <summary>
    /// Occurs when a behaviour throws; the others go on. If there is neither a listener nor a logger, the first exception is thrown once
    /// all behaviours were called.
    /// </summary>
    public event Action<Behaviour, Exception>? BehaviourFailed;

    /// <summary>Gets the host that looks at the drawn frames; null if there is none. It is not disposed by the scene.</summary>
    public VisionHost? Vision { get; }

    /// <summary>Gets the behaviours in the order in which they are called.</summary>
    public IReadOnlyList<Behaviour> Behaviours => _behaviours;

    /// <summary>Gets the number of frames so far.</summary>
    public long FrameCount { get; private set; }

    /// <summary>Gets the time of the current frame since the one before, in seconds.</summary>
    public float DeltaTime { get; private set; }

    /// <summary>Gets the sum of <see cref="DeltaTime"/>, in seconds.</summary>
    public double Time { get; private set; }

    /// <summary>Adds a behaviour and calls its <see cref="Behaviour.Awake"/>.</summary>
    /// <returns>The behaviour.</returns>
    /// <exception cref="InvalidOperationException">The behaviour was added to a scene already.</exception>
    public T Add<T>(T behaviour) where T : Behaviour
    {
        ArgumentNullException.ThrowIfNull(behaviour);
        ObjectDisposedException.ThrowIf(_disposed, this);
        behaviour.EnterScene(this);
        int place = _behaviours.Count;
        while (place > 0 && _behaviours[place - 1].ExecutionOrder > behaviour.ExecutionOrder) place--;
        _behaviours.Insert(place, behaviour);
        _changed = true;
        behaviour.Stage = LifeStage.Awake;
        if (!Try(behaviour, static called => called.Awake())) behaviour.Enabled = false; // as in Unity
        else if (behaviour.Enabled) Try(behaviour, static called => called.OnEnable());
        return behaviour;
    }

    /// <summary>Gets the first behaviour of a type; null if there is none.</summary>
    public T? Find<T>() where T : Behaviour
    {
        foreach (var behaviour in _behaviours)
        {
            if (behaviour is T { IsDestroyed: false } found) return found;
        }
        return null;
    }

    /// <summary>Destroys a behaviour at the end of the frame. From now on it is not called except for the end of its life.</summary>
    /// <exception cref="ArgumentException">The behaviour is not in this scene.</exception>
    public void Destroy(Behaviour behaviour)
    {
        ArgumentNullException.ThrowIfNull(behaviour);
        if (behaviour.Scene != this) throw new ArgumentException($"{behaviour.GetType().Name}: the behaviour is not in this scene");
        behaviour.IsDestroyed = true;
    }

    /// <summary>Starts the behaviours that are new and updates all. Call it in every frame, before drawing.</summary>
    /// <param name="deltaTime">The time since the last frame, in seconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or not finite.</exception>
    public void Update(float deltaTime)
    {
        if (!(deltaTime >= 0 && float.IsFinite(deltaTime)))
            throw new ArgumentOutOfRangeException(nameof(deltaTime), deltaTime, "BehaviourScene: the time must be 0 s or more");
        (DeltaTime, Time) = (deltaTime, Time + deltaTime);
        Snapshot();
        foreach (var behaviour in _frame)
        {
            if (!IsActive(behaviour) || behaviour.Stage != LifeStage.Awake) continue;
            behaviour.Stage = LifeStage.Started;
            Try(behaviour, static called => called.Start());
        }
        foreach (var behaviour in _frame)
        {
            if (IsActive(behaviour) && behaviour.Stage == LifeStage.Started) Try(behaviour, static called => called.Act());
        }
        foreach (var behaviour in _frame)
        {
            if (IsActive(behaviour) && behaviour.Stage == LifeStage.Started) Try(behaviour, static called => called.Update());
        }
        FrameCount++;
        if (Vision is null) EndFrame();
        ThrowUnheard();
    }

    /// <summary>
    /// Lets the vision host look at the drawn frame and calls <see cref="Behaviour.OnRenderImage"/>. Call it after drawing, before the
    /// buffers are swapped. Does nothing in a scene without a host.
    /// </summary>
    public void Render()
    {
        if (Vision is null) return;
        Vision.Update();
        Snapshot();
        foreach (var behaviour in _frame)
        {
            if (!IsActive(behaviour) || behaviour.Stage != LifeStage.Started) continue;
            Try(behaviour, static called => called.Observe(called.Scene!.Vision!));
            Try(behaviour, static called => called.OnRenderImage(called.Scene!.Vision!));
        }
        EndFrame();
        ThrowUnheard();
    }

    /// <summary>Destroys all behaviours, the last one first.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        for (int i = _behaviours.Count - 1; i >= 0; i--) End(_behaviours[i]);
        _behaviours.Clear();
        ThrowUnheard();
    }

    internal void EnabledChanged(Behaviour behaviour)
    {
        if (behaviour.IsDestroyed || behaviour.Stage == LifeStage.None) return;
        if (behaviour.Enabled) Try(behaviour, static called => called.OnEnable());
        else Try(behaviour, static called => called.OnDisable());
    }

    private static bool IsActive(Behaviour behaviour) => behaviour is { Enabled: true, IsDestroyed: false };

    /// <summary>Behaviours may be added while others are called; those are called from the next frame on.</summary>
    private void Snapshot()
    {
        if (!_changed && _frame.Count == _behaviours.Count) return;
        _frame.Clear();
        _frame.AddRange(_behaviours);
        _changed = false;
    }

    private void EndFrame()
    {
        for (int i = 0; i < _behaviours.Count; i++)
        {
            if (!_behaviours[i].IsDestroyed) continue;
            var behaviour = _behaviours[i];
            _behaviours.RemoveAt(i--);
            _changed = true;
            End(behaviour);
        }
    }

    private void End(Behaviour behaviour)
    {
        behaviour.IsDestroyed = true;
        if (behaviour.Stage == LifeStage.None) return;
        if (behaviour.Enabled) Try(behaviour, static called => called.OnDisable());
        Try(behaviour, static called => called.OnDestroy());
        behaviour.Release();
        behaviour.Stage = LifeStage.None;
    }

    private bool Try(Behaviour behaviour, Action<Behaviour> call)
    {
        try
        {
            call(behaviour);
            return true;
        }
        catch (Exception exception)
        {
            if (_logger is not null) BehaviourLog.Failed(_logger, exception, behaviour.GetType().Name);
            if (BehaviourFailed is not null) BehaviourFailed(behaviour, exception);
            else if (_logger is null) _unheard ??= exception;
            return false;
        }
    }

    private void ThrowUnheard()
    {
        if (Interlocked.Exchange(ref _unheard, null) is { } exception) ExceptionDispatchInfo.Capture(exception).Throw();
    }
}
