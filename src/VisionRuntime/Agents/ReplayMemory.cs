using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;

namespace VisionRuntime.Agents;

/// <summary>
/// A replay buffer for a batch of environments (Lin 1992; Mnih et al. 2015) in the memory of the device. A transition is a row there, with
/// its action, n-step return, discount, and the rows of its frames in a <see cref="FrameStore"/>; it is written when it is complete, and
/// from then on sampled, prioritized and overwritten without the host. The oldest steps are overwritten when the buffer is full.
/// </summary>
internal sealed partial class ReplayMemory : IDisposable
{
    private readonly DqnOptions _options;
    private readonly int _environments, _stack, _length, _width;
    private readonly byte[] _actions;
    private readonly float[] _rewards, _errors, _rows;
    private readonly EpisodeBoundary[] _boundaries;
    private readonly bool[] _isTransition;
    private readonly SumTree _tree;
    private readonly SlotTensor _records;
    private readonly Variables _variables;
    private readonly Plan _insert, _sample;
    private Plan? _prioritize;
    private long _steps, _transitions;

    /// <summary>Creates an empty replay buffer and compiles its plans.</summary>
    /// <param name="device">The device that holds it.</param>
    /// <param name="options">
    /// The capacity, the size of a batch, the n-step return, and how transitions are sampled: in proportion to a power of their last errors
    /// (Schaul et al. 2016), or uniformly.
    /// </param>
    /// <param name="environments">The number of environments that step together.</param>
    /// <param name="stack">The number of frames stacked in an observation.</param>
    /// <param name="actions">The number of actions.</param>
    /// <param name="seed">The random seed of sampling.</param>
    /// <exception cref="ArgumentException">
    /// The capacity is too small for one transition of each environment, or too large to be indexed.
    /// </exception>
    public ReplayMemory(Device device, DqnOptions options, int environments, int stack, int actions, int seed)
    {
        (_options, _environments, _stack, _length) = (options, environments, stack, options.ReplayCapacity / environments);
        int shortest = stack + options.NStep + 1;
        if (_length < shortest)
        {
            throw new ArgumentException(
                $"ReplayMemory: {options.ReplayCapacity} steps for {environments} environments are too few; "
                + $"at least {environments * shortest} are needed");
        }
        if (options.ReplayCapacity > SumTree.MaximumLeaves)
        {
            throw new ArgumentException(
                $"ReplayMemory: {options.ReplayCapacity} steps are too many; at most {SumTree.MaximumLeaves} can be stored");
        }
        int size = environments * _length;
        (_actions, _rewards, _errors) = (new byte[size], new float[size], new float[size]);
        (_boundaries, _isTransition) = (new EpisodeBoundary[size], new bool[size]);
        _tree = new SumTree(size);
        _width = FirstRow + 3 * stack;
        _rows = new float[environments * _width];
        _variables = new Variables(device, seed);
        _records = new SlotTensor(device, _length, [environments, _width]);
        _insert = Plan.Compile(InsertGraph(), device, _variables);
        var bindings = new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["transitions"] = _records.Whole };
        var sample = SampleGraph(actions);
        _sample = Plan.Compile(sample, device, _variables, bindings);
        Batch = sample.Outputs.Keys.ToDictionary(name => name, _sample.Output, StringComparer.Ordinal);
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

    /// <summary>Gets the place of the next observations, from 0 to the number of steps of each environment that fit.</summary>
    public int NextSlot => (int)(_steps % _length);

    /// <summary>Gets the number of steps stored.</summary>
    public long Count => Math.Min(_steps, _length) * _environments;

    /// <summary>Gets whether there are transitions to sample.</summary>
    public bool HasTransitions => _transitions > 0;

    /// <summary>
    /// Gets what <see cref="Sample"/> fills, on the device: <c>state rows</c> and <c>next state rows</c> [batch * stack], the rows of the
    /// frames, the newest last; <c>actions</c> [batch, actions], one-hot; <c>rewards</c>, <c>discounts</c> and, if prioritized, importance
    /// <c>weights</c> [batch, 1]; and <c>leaves</c> and <c>priorities</c> [batch], where the transitions lie, slot * environments +
    /// environment, and how often they are sampled.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> Batch { get; }

    /// <summary>
    /// Adds the current observation of each environment, whose frames are stored at <see cref="NextSlot"/> of a <see cref="FrameStore"/>.
    /// The transitions that are complete with it can be sampled, those that lose a frame to it cannot any longer. Call <see
    /// cref="AddActions"/> next to add the actions and results.
    /// </summary>
    /// <param name="starts">True for each environment whose frame is the first of its episode.</param>
    public void AddObservations(ReadOnlySpan<bool> starts)
    {
        long step = _steps++;
        for (int e = 0; e < _environments; e++)
        {
            // The boundaries of the frame that is overwritten are still those of its episode.
            Retire(e, step);
            _boundaries[Place(e, step)] = starts[e] ? EpisodeBoundary.Start : 0;
            Complete(e, step - _options.NStep);
        }
        _insert.Input("rows").Write(_rows);
        _insert.Run();
        _records.Store(Slot(step - _options.NStep), _insert.Input("rows"));
    }

    /// <summary>Adds the actions taken after the last observations, their results and first priorities.</summary>
    /// <param name="actions">The action of each environment.</param>
    /// <param name="rewards">The reward of each environment.</param>
    /// <param name="terminated">True for each environment whose episode was terminated by the action.</param>
    /// <param name="errors">
    /// The absolute error of each transition, for its first priority (Horgan et al. 2018); the largest priority so far if empty.
    /// </param>
    public void AddActions(
        ReadOnlySpan<int> actions, ReadOnlySpan<float> rewards, ReadOnlySpan<bool> terminated, ReadOnlySpan<float> errors = default)
    {
        for (int e = 0; e < _environments; e++)
        {
            int place = Place(e, _steps - 1);
            (_actions[place], _rewards[place]) = ((byte)actions[e], rewards[e]);
            _errors[place] = errors.IsEmpty ? UnknownError : errors[e];
            _boundaries[place] |= terminated[e] ? EpisodeBoundary.Acted | EpisodeBoundary.Terminated : EpisodeBoundary.Acted;
        }
    }

    /// <summary>Samples <see cref="Batch"/> with replacement, uniformly or by priorities.</summary>
    /// <param name="importanceExponent">Beta, the power of the importance weights of prioritized sampling.</param>
    public void Sample(float importanceExponent)
    {
        if (_options.Prioritized) _sample.Input("importance exponent").Write([importanceExponent]);
        _sample.Run();
    }

    /// <summary>
    /// Says where the training step writes the absolute errors of the batch on the device. <see cref="UpdatePriorities"/> reads them.
    /// </summary>
    /// <param name="errors">The errors, [batch, 1].</param>
    public void PrioritizeBy(Tensor errors)
    {
        var bindings = new Dictionary<string, Tensor>(StringComparer.Ordinal)
        {
            ["leaves"] = Batch["leaves"], ["priorities"] = Batch["priorities"], ["errors"] = errors,
        };
        _prioritize?.Dispose();
        _prioritize = Plan.Compile(PrioritizeGraph(errors.Shape), _variables.Device, _variables, bindings);
    }

    /// <summary>
    /// Sets the priorities of the last batch from the errors of its training step; those that are not finite change nothing.
    /// </summary>
    public void UpdatePriorities() => _prioritize?.Run();

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        _prioritize?.Dispose();
        _sample.Dispose();
        _insert.Dispose();
        _records.Dispose();
        _variables.Dispose();
    }

    /// <summary>Marks the transitions whose frame stacks begin with the frame that is overwritten by that of a step.</summary>
    private void Retire(int environment, long step)
    {
        bool goesOn = true;
        for (int i = 0; i < _stack; i++)
        {
            long other = step - _length + i;
            goesOn = i == 0 || goesOn && step >= _length && !Starts(environment, other);
            // The place of the overwritten frame itself stands for those that stay.
            int place = Place(environment, goesOn ? other : step);
            _rows[environment * _width + FirstRow + i] = place;
            if (!_isTransition[place]) continue;
            _isTransition[place] = false;
            _transitions--;
        }
    }

    /// <summary>Writes the row of a transition that is complete.</summary>
    private void Complete(int environment, long step)
    {
        var row = _rows.AsSpan(environment * _width, _width);
        int place = Place(environment, step);
        bool isTransition = step >= 0 && !Starts(environment, step + 1) && _boundaries[place].HasFlag(EpisodeBoundary.Acted);
        row[LeafColumn] = place;
        row[ValidColumn] = isTransition ? 1 : 0;
        if (!isTransition) return;
        _isTransition[place] = true;
        _transitions++;
        (row[ReturnColumn], row[DiscountColumn], long next) = Return(environment, step);
        (row[ActionColumn], row[ErrorColumn]) = (_actions[place], _errors[place]);
        WriteStack(environment, step, row.Slice(FirstRow + _stack, _stack));
        WriteStack(environment, next, row.Slice(FirstRow + 2 * _stack, _stack));
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
            int place = Place(environment, next++);
            sum += discount * _rewards[place];
            discount *= _boundaries[place].HasFlag(EpisodeBoundary.Terminated) ? 0 : _options.Discount;
        }
        while (discount > 0 && next < step + _options.NStep && !Starts(environment, next + 1));
        return (sum, discount, next);
    }

    /// <summary>
    /// Writes the rows of the frames of a step, the newest last. As in the sensor, the first frame of the episode is repeated in place of
    /// the missing frames before it.
    /// </summary>
    private void WriteStack(int environment, long step, Span<float> rows)
    {
        for (int i = _stack - 1; i >= 0; i--)
        {
            rows[i] = Place(environment, step);
            if (step > 0 && !Starts(environment, step)) step--;
        }
    }

    private bool Starts(int environment, long step) => _boundaries[Place(environment, step)].HasFlag(EpisodeBoundary.Start);

    private int Slot(long step) => (int)((step + _length) % _length);

    /// <summary>
    /// Returns where a step is stored, here, among the leaves and among the frames; steps before the first have places too.
    /// </summary>
    private int Place(int environment, long step) => Slot(step) * _environments + environment;
}
