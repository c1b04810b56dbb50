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
    /// <summary>Added to errors, so that no transition is forgotten; epsilon in Schaul et al. 2016.</summary>
    private const float SmallestError = 1e-6f;

    private readonly int _environments, _stack, _frameSize, _length;
    private readonly byte[] _frames;
    private readonly byte[] _actions;
    private readonly float[] _rewards;
    private readonly EpisodeBoundary[] _boundaries;
    private readonly SumTree? _priorities;
    private double _largestPriority = 1;
    private long _steps;

    /// <summary>Creates an empty replay buffer.</summary>
    /// <param name="capacity">The maximum number of steps stored, summed over all environments.</param>
    /// <param name="environments">The number of environments that step together.</param>
    /// <param name="stack">The number of frames stacked in an observation.</param>
    /// <param name="frameSize">The number of elements in a frame: channels x height x width.</param>
    /// <param name="prioritized">
    /// Whether transitions are sampled in proportion to a power of their last errors (Schaul et al. 2016) instead of uniformly.
    /// </param>
    /// <param name="keepsFrames">
    /// Whether the frames are stored here, in the memory of the host. If not, whoever keeps them stores those of each step at
    /// <see cref="NextSlot"/>, and batches say which frames they consist of.
    /// </param>
    /// <exception cref="ArgumentException">The capacity is too small for one transition of each environment.</exception>
    public ReplayMemory(int capacity, int environments, int stack, int frameSize, bool prioritized = false, bool keepsFrames = true)
    {
        (_environments, _stack, _frameSize, _length) = (environments, stack, frameSize, capacity / environments);
        if (_length < stack + 2)
        {
            throw new ArgumentException(
                $"ReplayMemory: {capacity} steps for {environments} environments are too few; " +
                $"at least {environments * (stack + 2)} are needed");
        }
        _frames = new byte[keepsFrames ? (long)environments * _length * frameSize : 0];
        _actions = new byte[environments * _length];
        _rewards = new float[environments * _length];
        _boundaries = new EpisodeBoundary[environments * _length];
        if (prioritized) _priorities = new SumTree(environments * _length);
    }

    [Flags]
    private enum EpisodeBoundary : byte
    {
        /// <summary>The frame is the first of its episode.</summary>
        Start = 1,

        /// <summary>The action led to a terminal state, whose value is 0.</summary>
        Terminated = 2,

        /// <summary>The action is known. Without it the frame is there only for those around it.</summary>
        Acted = 4,
    }

    /// <summary>Gets the number of rewards that a transition sums up.</summary>
    public int NStep { get; init; } = 1;

    /// <summary>Gets the discount factor of rewards and of the state after them.</summary>
    public float Discount { get; init; } = 1;

    /// <summary>Gets the power of errors to which the probabilities of prioritized sampling are proportional.</summary>
    public float PriorityExponent { get; init; } = 0.5f;

    /// <summary>Gets the place of the next observations, from 0 to the number of steps of each environment that fit.</summary>
    public int NextSlot => (int)(_steps % _length);

    /// <summary>Gets the number of steps stored.</summary>
    public long Count => Math.Min(_steps, _length) * _environments;

    /// <summary>
    /// Adds the current observation of each environment. Call
    /// <see cref="AddActions(ReadOnlySpan{int}, ReadOnlySpan{float}, ReadOnlySpan{bool})"/> next to add the actions and results.
    /// </summary>
    /// <param name="observations">
    /// The observations: [environments, stack * channels, H, W], values from 0 to 1. Only the newest frame of each stack is stored.
    /// </param>
    /// <param name="starts">True for each environment whose frame is the first of its episode.</param>
    public void AddObservations(ReadOnlySpan<float> observations, ReadOnlySpan<bool> starts)
    {
        for (int e = 0; e < _environments; e++)
        {
            var newest = observations.Slice((e * _stack + _stack - 1) * _frameSize, _frameSize);
            var frame = Frame(e, NextSlot);
            for (int i = 0; i < newest.Length; i++) frame[i] = (byte)(newest[i] * 255 + 0.5f);
        }
        AddObservations(starts);
    }

    /// <summary>Adds the current observation of each environment, whose frames are stored elsewhere at <see cref="NextSlot"/>.</summary>
    /// <param name="starts">True for each environment whose frame is the first of its episode.</param>
    public void AddObservations(ReadOnlySpan<bool> starts)
    {
        int slot = NextSlot;
        for (int e = 0; e < _environments; e++)
        {
            _boundaries[e * _length + slot] = starts[e] ? EpisodeBoundary.Start : 0;
            // Until its action is known, the step cannot be sampled.
            if (_priorities is not null) _priorities[e * _length + slot] = 0;
        }
        _steps++;
    }

    /// <summary>Adds the actions taken after the last observations, and their results.</summary>
    /// <param name="actions">The action of each environment.</param>
    /// <param name="rewards">The reward of each environment.</param>
    /// <param name="terminated">True for each environment whose episode was terminated by the action.</param>
    public void AddActions(ReadOnlySpan<int> actions, ReadOnlySpan<float> rewards, ReadOnlySpan<bool> terminated) =>
        AddActions(actions, rewards, terminated, []);

    /// <summary>Adds the actions taken after the last observations, their results and first priorities.</summary>
    /// <param name="actions">The action of each environment.</param>
    /// <param name="rewards">The reward of each environment.</param>
    /// <param name="terminated">True for each environment whose episode was terminated by the action.</param>
    /// <param name="errors">
    /// The absolute error of each transition, for its first priority (Horgan et al. 2018); the largest priority so far if empty.
    /// </param>
    internal void AddActions(
        ReadOnlySpan<int> actions, ReadOnlySpan<float> rewards, ReadOnlySpan<bool> terminated, ReadOnlySpan<float> errors)
    {
        int slot = (int)((_steps - 1) % _length);
        for (int e = 0; e < _environments; e++)
        {
            int index = e * _length + slot;
            _actions[index] = (byte)actions[e];
            _rewards[index] = rewards[e];
            _boundaries[index] |= terminated[e] ? EpisodeBoundary.Acted | EpisodeBoundary.Terminated : EpisodeBoundary.Acted;
            if (_priorities is null) continue;
            double priority = errors.IsEmpty ? _largestPriority : Math.Pow(errors[e] + SmallestError, PriorityExponent);
            _priorities[index] = priority;
            _largestPriority = Math.Max(_largestPriority, priority);
        }
    }

    /// <summary>Samples a batch of transitions with replacement, uniformly or by their priorities.</summary>
    /// <param name="random">The random number generator.</param>
    /// <param name="batch">Receives the transitions; its size determines how many are sampled.</param>
    /// <param name="importanceExponent">
    /// Beta, the power of the importance weights of prioritized sampling; uniform samples all have weight 1.
    /// </param>
    public void Sample(Random random, ReplayBatch batch, float importanceExponent = 0)
    {
        int actions = batch.Actions.Length / batch.Size;
        Array.Clear(batch.Actions);
        for (int i = 0; i < batch.Size; i++)
        {
            var (environment, step) = SampleStep(random);
            int index = environment * _length + (int)(step % _length);
            WriteStack(environment, step, batch.States, batch.StateRows, i);
            batch.Actions[i * actions + _actions[index]] = 1;
            (batch.Rewards[i], batch.Discounts[i], long next) = Return(environment, step);
            WriteStack(environment, next, batch.NextStates, batch.NextStateRows, i);
            batch.Indices[i] = index;
            // The number of transitions cancels out below.
            batch.Weights[i] = _priorities is null ? 1 : (float)Math.Pow(_priorities[index] / _priorities.Total, -importanceExponent);
        }
        TensorPrimitives.Divide(batch.Weights, TensorPrimitives.Max<float>(batch.Weights), batch.Weights);
    }

    /// <summary>Sets the priorities of the transitions of a batch from the errors of its training step.</summary>
    /// <param name="indices">Where the transitions are stored: <see cref="ReplayBatch.Indices"/>.</param>
    /// <param name="errors">The absolute errors.</param>
    public void UpdatePriorities(ReadOnlySpan<int> indices, ReadOnlySpan<float> errors)
    {
        if (_priorities is null) return;
        for (int i = 0; i < indices.Length; i++)
        {
            double priority = Math.Pow(errors[i] + SmallestError, PriorityExponent);
            // 0 is the newest step, which has no successor yet; it got its place from the one that was sampled.
            if (!double.IsFinite(priority) || _priorities[indices[i]] == 0) continue;
            _priorities[indices[i]] = priority;
            _largestPriority = Math.Max(_largestPriority, priority);
        }
    }

    /// <summary>
    /// Sums up the next rewards of an environment to the n-step return, and gives the step whose value follows it and its discount: 0 after
    /// the end of the episode. A truncated episode ends the sum earlier.
    /// </summary>
    private (float Reward, float Discount, long Next) Return(int environment, long step)
    {
        float sum = 0, discount = 1;
        long next = step;
        do
        {
            int index = environment * _length + (int)(next++ % _length);
            sum += discount * _rewards[index];
            discount *= _boundaries[index].HasFlag(EpisodeBoundary.Terminated) ? 0 : Discount;
        }
        while (discount > 0 && next < step + NStep && !Starts(environment, next + 1));
        return (sum, discount, next);
    }

    /// <summary>Samples a step whose next step is stored and in the same episode, and whose frame stack has not been overwritten.</summary>
    private (int Environment, long Step) SampleStep(Random random)
    {
        long oldest = Math.Max(0, _steps - _length), end = _steps - NStep;
        while (true)
        {
            var (environment, step) = _priorities is null
                ? (random.Next(_environments), random.NextInt64(oldest, end))
                : StepAt(_priorities.Find(random.NextDouble() * _priorities.Total));
            if (step < oldest || step >= end || Starts(environment, step + 1) || !Acted(environment, step)) continue;
            if (oldest > 0 && step - oldest < _stack - 1 && !StartsWithin(environment, oldest, step)) continue;
            return (environment, step);
        }
    }

    /// <summary>Returns the environment and the step that are stored at an index.</summary>
    private (int Environment, long Step) StepAt(int index)
    {
        var (environment, slot) = Math.DivRem(index, _length);
        long newest = _steps - 1;
        return (environment, newest - (newest - slot) % _length);
    }

    private bool Starts(int environment, long step) =>
        _boundaries[environment * _length + (int)(step % _length)].HasFlag(EpisodeBoundary.Start);

    private bool Acted(int environment, long step) =>
        _boundaries[environment * _length + (int)(step % _length)].HasFlag(EpisodeBoundary.Acted);

    private bool StartsWithin(int environment, long first, long last)
    {
        for (long step = first; step <= last; step++)
        {
            if (Starts(environment, step)) return true;
        }
        return false;
    }

    /// <summary>
    /// Writes the frame stack of a step, the newest frame last: the rows of its frames and, if they are stored here, the frames. As in the
    /// sensor, the first frame of the episode is repeated in place of the missing frames before it.
    /// </summary>
    private void WriteStack(int environment, long step, Span<float> states, Span<float> rows, int sample)
    {
        for (int i = _stack - 1; i >= 0; i--)
        {
            int slot = (int)(step % _length), place = sample * _stack + i;
            if (!rows.IsEmpty) rows[place] = (long)slot * _environments + environment;
            if (_frames.Length > 0)
            {
                var values = states.Slice(place * _frameSize, _frameSize);
                TensorPrimitives.ConvertTruncating<byte, float>(Frame(environment, slot), values);
                TensorPrimitives.Multiply(values, 1 / 255f, values);
            }
            if (step > 0 && !Starts(environment, step)) step--;
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
    /// <param name="stack">
    /// The number of frames stacked in an observation, if the replay buffer does not store frames: then the batch holds the rows of the
    /// frames instead of observations.
    /// </param>
    public ReplayBatch(Shape observation, int actions, int stack = 0)
    {
        Size = observation[0];
        long length = stack > 0 ? 0 : observation.Count;
        (States, NextStates) = (new float[length], new float[length]);
        (StateRows, NextStateRows) = (new float[Size * stack], new float[Size * stack]);
        (Actions, Rewards, Discounts) = (new float[Size * actions], new float[Size], new float[Size]);
        (Weights, Indices) = (new float[Size], new int[Size]);
    }

    /// <summary>Gets the number of transitions.</summary>
    public int Size { get; }

    /// <summary>Gets the observations: [batch, C, H, W].</summary>
    public float[] States { get; }

    /// <summary>Gets the next observations: [batch, C, H, W].</summary>
    public float[] NextStates { get; }

    /// <summary>Gets where the frames of the observations are stored, slot * environments + environment: [batch * stack].</summary>
    public float[] StateRows { get; }

    /// <summary>Gets where the frames of the next observations are stored: [batch * stack].</summary>
    public float[] NextStateRows { get; }

    /// <summary>Gets the one-hot encoded actions: [batch, actions].</summary>
    public float[] Actions { get; }

    /// <summary>Gets the sums of the rewards of each transition: [batch].</summary>
    public float[] Rewards { get; }

    /// <summary>Gets the discount of the next state, or 0 for each transition that terminated its episode: [batch].</summary>
    public float[] Discounts { get; }

    /// <summary>Gets the importance weights, at most 1: [batch].</summary>
    public float[] Weights { get; }

    /// <summary>Gets where the transitions are stored in the replay buffer: [batch].</summary>
    public int[] Indices { get; }
}
