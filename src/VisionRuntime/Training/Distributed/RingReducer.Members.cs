using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace VisionRuntime.Training.Distributed;

/// <summary>
/// Who takes part: rank 0 admits workers, looks after them, and forms the ring; the others wait for what it says.
/// </summary>
public sealed partial class RingReducer
{
    /// <summary>A worker that waits sends a message each interval; one that has sent none for so many has stopped working.</summary>
    private const int SilentIntervals = 5;

    private readonly Queue<RingMessage> _early = new();
    private readonly Dictionary<int, Guid> _attempts = [];
    private readonly Dictionary<int, long> _heardAt = [];
    private readonly SortedSet<int> _joining = [];
    private RingMessage? _news;
    private int _losses;
    private bool _hasBegun;

    /// <inheritdoc/>
    public void Invalidate()
    {
        if (IsCoordinator) _isFormed = false;
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> BeginStep(IWorkerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        while (Receive(TimeSpan.Zero) is { } message) Handle(message);
        if (IsCoordinator)
        {
            if (!_isFormed || _joining.Count > 0) Form(state);
        }
        else
        {
            while (!_isFormed || _news is not null)
            {
                if (_news is null) Join();
                if (_news is { Kind: RingMessageKind.End } end)
                {
                    state.Restore(end.Body.Span, isFinal: true);
                    return [];
                }
                Follow(_news!, state);
            }
        }
        int position = Array.IndexOf(_members, Rank);
        return [.. Enumerable.Range(0, WorldSize).Where(shard => shard % _members.Length == position)];
    }

    /// <inheritdoc/>
    public void End(IWorkerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!IsCoordinator) return;
        while (Receive(TimeSpan.Zero) is { } message) Handle(message);
        byte[] body = state.Save();
        foreach (int rank in _members.Union(_joining).Where(rank => rank != Rank)) Send(rank, RingMessageKind.End, body, _received);
    }

    /// <summary>Has rank 0 wait for all workers at first, and form the ring of those that are there.</summary>
    private void Form(IWorkerState state)
    {
        long began = Stopwatch.GetTimestamp();
        while (!_hasBegun && _joining.Count < WorldSize - 1)
        {
            if (Stopwatch.GetElapsedTime(began) > _place.Patience)
            {
                var missing = Enumerable.Range(1, WorldSize - 1).Except(_joining);
                throw new WorkerException(
                    $"rank {string.Join(", ", missing)} of {WorldSize} did not join within {_place.Patience.TotalSeconds:0} seconds; "
                    + "start it");
            }
            if (Receive(_place.Interval) is { } message) Handle(message);
        }
        _hasBegun = true;
        byte[] saved = state.Save();
        do
        {
            _losses = _place.Channel.Losses;
            _generation = Math.Max(_generation + 1, DateTime.UtcNow.Ticks);
            _members = [.. _members.Union(_joining).Order()];
            _joining.Clear();
            _members = [.. _members.Where(rank => rank == Rank || Send(rank, RingMessageKind.Alive))];
            byte[] body = Ring(_members, saved);
            _isFormed = _members.All(rank => rank == Rank || Send(rank, RingMessageKind.Form, body));
        }
        while (!_isFormed || _losses != _place.Channel.Losses);
        (_sent, _received) = (0, 0);
        _early.Clear();
        Formed?.Invoke(_members);
    }

    /// <summary>Takes up the state of rank 0 and the place in the ring that it has formed.</summary>
    private void Follow(RingMessage form, IWorkerState state)
    {
        _news = null;
        var body = form.Body.Span;
        int count = BinaryPrimitives.ReadInt32LittleEndian(body);
        _members = new int[count];
        for (int i = 0; i < count; i++) _members[i] = BinaryPrimitives.ReadInt32LittleEndian(body[(4 + 4 * i)..]);
        state.Restore(body[(4 + 4 * count)..], isFinal: false);
        (_generation, _sent, _received, _isFormed) = (form.Generation, 0, 0, true);
        Formed?.Invoke(_members);
    }

    /// <summary>Asks rank 0 to take part until it answers.</summary>
    private void Join()
    {
        byte[]? identity = null;
        long heard = Stopwatch.GetTimestamp();
        while (_news is null)
        {
            if (identity is null || _losses != _place.Channel.Losses)
            {
                _losses = _place.Channel.Losses;
                identity = new WorkerIdentity(Guid.NewGuid(), RingMessage.CurrentProtocol, _place.Facts).ToBytes();
            }
            if (Send(0, RingMessageKind.Join, identity)) heard = Stopwatch.GetTimestamp();
            if (Stopwatch.GetElapsedTime(heard) > _place.Patience)
            {
                throw new WorkerException(
                    $"rank 0 has been gone for {_place.Patience.TotalSeconds:0} seconds; start it again with --resume, and then this one");
            }
            if (Receive(_place.Interval) is { } message) Handle(message);
        }
    }

    /// <summary>Waits for the next segment of this ring.</summary>
    /// <returns>The message; null if the ring is broken.</returns>
    private RingMessage? ReceiveSegment()
    {
        long began = Stopwatch.GetTimestamp(), looked = began;
        while (_isFormed)
        {
            // What belongs to the next ring waits until rank 0 says so here too.
            while (_early.TryPeek(out var early) && early.Generation <= _generation)
            {
                _early.Dequeue();
                if (early.Generation == _generation) return early;
            }
            if (Receive(_place.Interval) is { } message) Handle(message);
            if (!_isFormed || Stopwatch.GetElapsedTime(looked) < _place.Interval) continue;
            looked = Stopwatch.GetTimestamp();
            LookAfterMembers(began);
        }
        return null;
    }

    /// <summary>Finds out whether the others are still there, and shows them that this worker is.</summary>
    private void LookAfterMembers(long began)
    {
        if (!IsCoordinator)
        {
            _isFormed = Send(0, RingMessageKind.Alive);
            return;
        }
        int[] present = [.. _members.Where(rank => rank == Rank || Send(rank, RingMessageKind.Alive))];
        if (Stopwatch.GetElapsedTime(began) > _place.Patience)
        {
            var silence = SilentIntervals * _place.Interval;
            present = [.. present.Where(rank => rank == Rank
                || _heardAt.TryGetValue(rank, out long heard) && Stopwatch.GetElapsedTime(heard) < silence)];
            _isFormed = false;
        }
        if (present.Length < _members.Length) (_members, _isFormed) = (present, false);
    }

    private RingMessage? Receive(TimeSpan patience)
    {
        _place.Cancellation.ThrowIfCancellationRequested();
        var message = _place.Channel.Receive(patience);
        if (_losses == _place.Channel.Losses) return message;
        // What was sent meanwhile is lost.
        _isFormed = false;
        if (_news is { Kind: not RingMessageKind.End }) _news = null;
        return message;
    }

    private void Handle(RingMessage message)
    {
        if (message.From < 0 || message.From >= WorldSize) return;
        if (message.Kind == RingMessageKind.Segment)
        {
            if (message.Generation >= _generation) _early.Enqueue(message);
        }
        else if (IsCoordinator) HandleRequest(message);
        else if (message.From == 0) HandleNews(message);
    }

    /// <summary>Handles what a worker says to rank 0.</summary>
    private void HandleRequest(RingMessage message)
    {
        int rank = message.From;
        _heardAt[rank] = Stopwatch.GetTimestamp();
        // It was in the ring of an earlier process of rank 0, and listens only to what is newer than that.
        if (message.Generation > _generation) (_generation, _isFormed) = (message.Generation, false);
        if (message.Kind == RingMessageKind.Alive)
        {
            if (!_members.Contains(rank)) Send(rank, RingMessageKind.Leave);
            return;
        }
        if (message.Kind != RingMessageKind.Join) return;
        var identity = WorkerIdentity.FromBytes(message.Body.Span);
        if (new WorkerIdentity(default, RingMessage.CurrentProtocol, _place.Facts).Refusal(rank, identity) is { } reason)
        {
            Send(rank, RingMessageKind.Refuse, Encoding.UTF8.GetBytes(reason));
            return;
        }
        bool isMember = _members.Contains(rank), asksAgain = _attempts.GetValueOrDefault(rank) == identity!.Attempt;
        if (isMember && asksAgain) return;
        _attempts[rank] = identity.Attempt;
        _joining.Add(rank);
        // Its earlier process was in the ring.
        if (isMember) _isFormed = false;
    }

    /// <summary>Handles what rank 0 says to a worker.</summary>
    private void HandleNews(RingMessage message)
    {
        if (message.Kind == RingMessageKind.Refuse) throw new WorkerException(Encoding.UTF8.GetString(message.Body.Span));
        if (message.Generation < _generation || message.Kind is not (RingMessageKind.Form or RingMessageKind.End or RingMessageKind.Leave))
            return;
        // At the end, the last segments of a step that rank 0 has completed may still be on their way.
        bool isComplete = message.Kind != RingMessageKind.End || message.Generation > _generation || _received >= message.Number;
        (_news, _isFormed) = (message.Kind == RingMessageKind.Leave ? null : message, _isFormed && !isComplete);
    }

    private static byte[] Ring(int[] members, byte[] state)
    {
        var body = new byte[4 + 4 * members.Length + state.Length];
        BinaryPrimitives.WriteInt32LittleEndian(body, members.Length);
        for (int i = 0; i < members.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4 + 4 * i), members[i]);
        state.CopyTo(body, 4 + 4 * members.Length);
        return body;
    }
}
