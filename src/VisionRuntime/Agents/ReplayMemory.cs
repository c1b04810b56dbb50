using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using ShaderKernels.Tensors;

namespace VisionRuntime.Agents;

/// <summary>
/// A replay buffer for a batch of environments (Lin 1992; Mnih et al. 2015). Each frame is stored once, with 8 bits per element; frame
/// stacks are assembled when a batch is sampled. The oldest steps are overwritten when the buffer is full.
/// </summary>
public sealed class ReplayMemory
{
    private readonly int _environments, _stack, _frameSize, _length;
    private readonly byte[] _frames;
    private readonly byte[] _actions;
    private readonly float[] _rewards;
    private readonly EpisodeBoundary[] _boundaries;
    private long _steps;

    /// <summary>Creates an empty replay buffer.</summary>
    /// <param name="capacity">The maximum number of steps stored, summed over all environments.</param>
    /// <param name="environments">The number of environments that step together.</param>
    /// <param name="stack">The number of frames stacked in an observation.</param>
    /// <param name="frameSize">The number of elements in a frame: channels x height x width.</param>
    /// <exception cref="ArgumentException">The capacity is too small for one transition of each environment.</exception>
    public ReplayMemory(int capacity, int environments, int stack, int frameSize)
    {
        (_environments, _stack, _frameSize, _length) = (environments, stack, frameSize, capacity / environments);
        if (_length < stack + 2)
        {
            throw new ArgumentException(
                $"ReplayMemory: {capacity} steps for {environments} environments are too few; " +
                $"at least {environments * (stack + 2)} are needed");
        }
        _frames = new byte[(long)environments * _length * frameSize];
        _actions = new byte[environments * _length];
        _rewards = new float[environments * _length];
        _boundaries = new EpisodeBoundary[environments * _length];
    }

    [Flags]
    private enum EpisodeBoundary : byte
    {
        /// <summary>The frame is the first of its episode.</summary>
        Start = 1,

        /// <summary>The action led to a terminal state, whose value is 0.</summary>
        Terminated = 2,
    }

    /// <summary>Gets the number of steps stored.</summary>
    public long Count => Math.Min(_steps, _length) * _environments;

    /// <summary>Adds the current observation of each environment. Call <see cref="AddActions"/> next to add the actions and results.</summary>
    /// <param name="observations">
    /// The observations: [environments, stack * channels, H, W], values from 0 to 1. Only the newest frame of each stack is stored.
    /// </param>
    /// <param name="starts">True for each environment whose frame is the first of its episode.</param>
    public void AddObservations(ReadOnlySpan<float> observations, ReadOnlySpan<bool> starts)
    {
        int slot = (int)(_steps % _length);
        for (int e = 0; e < _environments; e++)
        {
            var newest = observations.Slice((e * _stack + _stack - 1) * _frameSize, _frameSize);
            var frame = Frame(e, slot);
            for (int i = 0; i < newest.Length; i++) frame[i] = (byte)(newest[i] * 255 + 0.5f);
            _boundaries[e * _length + slot] = starts[e] ? EpisodeBoundary.Start : 0;
        }
        _steps++;
    }

    /// <summary>Adds the actions taken after the last observations, and their results.</summary>
    /// <param name="actions">The action of each environment.</param>
    /// <param name="rewards">The reward of each environment.</param>
    /// <param name="terminated">True for each environment whose episode was terminated by the action.</param>
    public void AddActions(ReadOnlySpan<int> actions, ReadOnlySpan<float> rewards, ReadOnlySpan<bool> terminated)
    {
        int slot = (int)((_steps - 1) % _length);
        for (int e = 0; e < _environments; e++)
        {
            int index = e * _length + slot;
            _actions[index] = (byte)actions[e];
            _rewards[index] = rewards[e];
            if (terminated[e]) _boundaries[index] |= EpisodeBoundary.Terminated;
        }
    }

    /// <summary>Samples a batch of transitions uniformly, with replacement.</summary>
    /// <param name="random">The random number generator.</param>
    /// <param name="batch">Receives the transitions; its size determines how many are sampled.</param>
    public void Sample(Random random, ReplayBatch batch)
    {
        int actions = batch.Actions.Length / batch.Size;
        Array.Clear(batch.Actions);
        for (int i = 0; i < batch.Size; i++)
        {
            var (environment, step) = SampleStep(random);
            int index = environment * _length + (int)(step % _length);
            WriteStack(environment, step, batch.States.AsSpan(i * _stack * _frameSize, _stack * _frameSize));
            WriteStack(environment, step + 1, batch.NextStates.AsSpan(i * _stack * _frameSize, _stack * _frameSize));
            batch.Actions[i * actions + _actions[index]] = 1;
            batch.Rewards[i] = _rewards[index];
            batch.Continues[i] = _boundaries[index].HasFlag(EpisodeBoundary.Terminated) ? 0 : 1;
        }
    }

    /// <summary>Samples a step whose next step is stored and in the same episode, and whose frame stack has not been overwritten.</summary>
    private (int Environment, long Step) SampleStep(Random random)
    {
        long oldest = Math.Max(0, _steps - _length);
        while (true)
        {
            int environment = random.Next(_environments);
            long step = random.NextInt64(oldest, _steps - 1);
            if (_boundaries[environment * _length + (int)((step + 1) % _length)].HasFlag(EpisodeBoundary.Start)) continue;
            if (oldest > 0 && step - oldest < _stack - 1 && !StartsWithin(environment, oldest, step)) continue;
            return (environment, step);
        }
    }

    private bool StartsWithin(int environment, long first, long last)
    {
        for (long step = first; step <= last; step++)
        {
            if (_boundaries[environment * _length + (int)(step % _length)].HasFlag(EpisodeBoundary.Start)) return true;
        }
        return false;
    }

    /// <summary>
    /// Writes the frame stack of a step, the newest frame last. As in the sensor, the first frame of the episode is repeated in place of
    /// the missing frames before it.
    /// </summary>
    private void WriteStack(int environment, long step, Span<float> destination)
    {
        for (int i = _stack - 1; i >= 0; i--)
        {
            var values = destination.Slice(i * _frameSize, _frameSize);
            TensorPrimitives.ConvertTruncating<byte, float>(Frame(environment, (int)(step % _length)), values);
            TensorPrimitives.Multiply(values, 1 / 255f, values);
            if (step > 0 && !_boundaries[environment * _length + (int)(step % _length)].HasFlag(EpisodeBoundary.Start)) step--;
        }
    }

    private Span<byte> Frame(int environment, int slot) =>
        MemoryMarshal.CreateSpan(ref _frames[((long)environment * _length + slot) * _frameSize], _frameSize);
}

/// <summary>A batch of transitions in the format of the training step.</summary>
public sealed class ReplayBatch
{
    /// <summary>Creates an empty batch.</summary>
    /// <param name="observation">The shape of the observations: [batch, C, H, W].</param>
    /// <param name="actions">The number of actions.</param>
    public ReplayBatch(Shape observation, int actions)
    {
        Size = observation[0];
        (States, NextStates) = (new float[observation.Count], new float[observation.Count]);
        (Actions, Rewards, Continues) = (new float[Size * actions], new float[Size], new float[Size]);
    }

    /// <summary>Gets the number of transitions.</summary>
    public int Size { get; }

    /// <summary>Gets the observations: [batch, C, H, W].</summary>
    public float[] States { get; }

    /// <summary>Gets the next observations: [batch, C, H, W].</summary>
    public float[] NextStates { get; }

    /// <summary>Gets the one-hot encoded actions: [batch, actions].</summary>
    public float[] Actions { get; }

    /// <summary>Gets the rewards: [batch].</summary>
    public float[] Rewards { get; }

    /// <summary>Gets 0 for each transition that terminated its episode and 1 for all others: [batch].</summary>
    public float[] Continues { get; }
}
