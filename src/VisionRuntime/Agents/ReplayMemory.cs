using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using ShaderKernels.Tensors;

namespace VisionRuntime.Agents;

/// <summary>
/// What a batch of environments went through, for learning from it many times (Lin 1992; Mnih et al. 2015). Each 8-bit frame is kept
/// once; stacks are put together when a batch is drawn. The oldest steps are overwritten.
/// </summary>
public sealed class ReplayMemory
{
    private readonly int _environments, _stack, _frameSize, _length;
    private readonly byte[] _frames;
    private readonly byte[] _actions;
    private readonly float[] _rewards;
    private readonly Mark[] _marks;
    private long _steps;

    /// <summary>Reserves the memory.</summary>
    /// <param name="capacity">The number of steps kept, over all environments.</param>
    /// <param name="environments">How many environments step together.</param>
    /// <param name="stack">The frames in an observation.</param>
    /// <param name="frameSize">The bytes in a frame: channels x height x width.</param>
    /// <exception cref="ArgumentException">The capacity is too small to hold one observation of each environment and its successor.</exception>
    public ReplayMemory(int capacity, int environments, int stack, int frameSize)
    {
        (_environments, _stack, _frameSize, _length) = (environments, stack, frameSize, capacity / environments);
        if (_length < stack + 2) throw new ArgumentException($"ReplayMemory: {capacity} steps for {environments} environments are too few; at least {environments * (stack + 2)} are needed");
        _frames = new byte[(long)environments * _length * frameSize];
        _actions = new byte[environments * _length];
        _rewards = new float[environments * _length];
        _marks = new Mark[environments * _length];
    }

    [Flags]
    private enum Mark : byte
    {
        /// <summary>The frame is the first of its episode.</summary>
        Start = 1,

        /// <summary>The action led to the game's end: nothing comes after.</summary>
        Terminated = 2,
    }

    /// <summary>The number of steps held.</summary>
    public long Count => Math.Min(_steps, _length) * _environments;

    /// <summary>
    /// Adds the frame that each environment shows now. What was done about it follows with <see cref="Act"/>.
    /// </summary>
    /// <param name="observations">Stacks [environments, stack * channels, H, W] with numbers from 0 to 1; the newest frame of each is kept.</param>
    /// <param name="starts">Which frames are the first of their episode.</param>
    public void See(ReadOnlySpan<float> observations, ReadOnlySpan<bool> starts)
    {
        int place = (int)(_steps % _length);
        for (int e = 0; e < _environments; e++)
        {
            var newest = observations.Slice((e * _stack + _stack - 1) * _frameSize, _frameSize);
            var frame = Frame(e, place);
            for (int i = 0; i < newest.Length; i++) frame[i] = (byte)(newest[i] * 255 + 0.5f);
            _marks[e * _length + place] = starts[e] ? Mark.Start : 0;
        }
        _steps++;
    }

    /// <summary>Adds what was done about the frames seen last, and what came of it.</summary>
    public void Act(ReadOnlySpan<int> actions, ReadOnlySpan<float> rewards, ReadOnlySpan<bool> terminated)
    {
        int place = (int)((_steps - 1) % _length);
        for (int e = 0; e < _environments; e++)
        {
            int at = e * _length + place;
            _actions[at] = (byte)actions[e];
            _rewards[at] = rewards[e];
            if (terminated[e]) _marks[at] |= Mark.Terminated;
        }
    }

    /// <summary>Draws a batch of steps, each equally likely, and writes it where the training plan reads.</summary>
    /// <param name="random">The source of chance.</param>
    /// <param name="batch">Receives the steps; its arrays' lengths decide how many.</param>
    public void Sample(Random random, ReplayBatch batch)
    {
        int actions = batch.Actions.Length / batch.Size;
        Array.Clear(batch.Actions);
        for (int i = 0; i < batch.Size; i++)
        {
            var (environment, step) = Draw(random);
            int at = environment * _length + (int)(step % _length);
            WriteStack(environment, step, batch.States.AsSpan(i * _stack * _frameSize, _stack * _frameSize));
            WriteStack(environment, step + 1, batch.NextStates.AsSpan(i * _stack * _frameSize, _stack * _frameSize));
            batch.Actions[i * actions + _actions[at]] = 1;
            batch.Rewards[i] = _rewards[at];
            batch.Continues[i] = _marks[at].HasFlag(Mark.Terminated) ? 0 : 1;
        }
    }

    /// <summary>A step whose successor is there and belongs to the same episode, and whose history has not been overwritten.</summary>
    private (int Environment, long Step) Draw(Random random)
    {
        long oldest = Math.Max(0, _steps - _length);
        while (true)
        {
            int environment = random.Next(_environments);
            long step = random.NextInt64(oldest, _steps - 1);
            if (_marks[environment * _length + (int)((step + 1) % _length)].HasFlag(Mark.Start)) continue;
            if (oldest > 0 && step - oldest < _stack - 1 && !StartsWithin(environment, oldest, step)) continue;
            return (environment, step);
        }
    }

    private bool StartsWithin(int environment, long first, long last)
    {
        for (long step = first; step <= last; step++)
        {
            if (_marks[environment * _length + (int)(step % _length)].HasFlag(Mark.Start)) return true;
        }
        return false;
    }

    /// <summary>The frames up to a step, the newest last; before the episode's first frame stands the first frame again, as the sensor does it.</summary>
    private void WriteStack(int environment, long step, Span<float> destination)
    {
        for (int i = _stack - 1; i >= 0; i--)
        {
            var numbers = destination.Slice(i * _frameSize, _frameSize);
            TensorPrimitives.ConvertTruncating<byte, float>(Frame(environment, (int)(step % _length)), numbers);
            TensorPrimitives.Multiply(numbers, 1 / 255f, numbers);
            if (step > 0 && !_marks[environment * _length + (int)(step % _length)].HasFlag(Mark.Start)) step--;
        }
    }

    private Span<byte> Frame(int environment, int place) =>
        MemoryMarshal.CreateSpan(ref _frames[((long)environment * _length + place) * _frameSize], _frameSize);
}

/// <summary>A batch of steps as the training plan wants it.</summary>
public sealed class ReplayBatch
{
    /// <summary>Reserves the arrays.</summary>
    /// <param name="observation">The shape of the observations, [batch, C, H, W].</param>
    /// <param name="actions">The number of actions.</param>
    public ReplayBatch(Shape observation, int actions)
    {
        Size = observation[0];
        (States, NextStates) = (new float[observation.Count], new float[observation.Count]);
        (Actions, Rewards, Continues) = (new float[Size * actions], new float[Size], new float[Size]);
    }

    /// <summary>The number of steps.</summary>
    public int Size { get; }

    /// <summary>What was seen: [batch, C, H, W].</summary>
    public float[] States { get; }

    /// <summary>What was seen next.</summary>
    public float[] NextStates { get; }

    /// <summary>What was done: [batch, actions], one 1 a row.</summary>
    public float[] Actions { get; }

    /// <summary>What was got for it: [batch].</summary>
    public float[] Rewards { get; }

    /// <summary>0 where the step ended the game, else 1: [batch].</summary>
    public float[] Continues { get; }
}
