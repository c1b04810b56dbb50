using VisionRuntime.Compilation;
using VisionRuntime.Data;
using VisionRuntime.Graphs;
using VisionRuntime.Training.Distributed;

namespace VisionRuntime.Training;

/// <summary>
/// Trains a network on a data set by mini-batch gradient descent. This file is the whole algorithm: take a batch, step, average the
/// weights, validate now and then, stop when the epochs or the patience are over. The graphs that it runs are in
/// <see cref="TrainerGraphs"/>.
/// </summary>
/// <remarks>
/// The state of a run is its variables and <see cref="State"/>. A run that restores both continues bit for bit as if it had never been
/// interrupted, on the same device.
/// </remarks>
public sealed partial class Trainer : IDisposable
{
    private readonly Dataset _training;
    private readonly Dataset? _validation;
    private readonly TrainerOptions _options;
    private readonly TrainingTask _task;
    private readonly Plan _step;
    private readonly Plan? _apply, _average;
    private readonly IGradientReducer? _reducer;
    private readonly Replicas? _replicas;
    private readonly int _batchesPerStep;
    private readonly Evaluator _evaluator;
    private readonly float[] _targets, _read = new float[1];
    private BatchLoader? _loader;
    private long _stepsInLoss;
    private double? _firstLoss;

    /// <summary>Compiles the plans of training and evaluation.</summary>
    /// <param name="network">Adds the layers of the network to the graph of its input.</param>
    /// <param name="task">The loss and the error.</param>
    /// <param name="training">The samples to train on.</param>
    /// <param name="validation">The samples of <see cref="Validate"/>; null if there are none.</param>
    /// <param name="options">The settings.</param>
    /// <param name="variables">The weights, on the device that trains; those that do not exist yet are initialized.</param>
    /// <param name="replicas">
    /// The weights of copies of the network on other devices, which train beside it: each step averages the gradients of a mini-batch on
    /// each device, which is the same as one batch of all on one device, except that batch normalization takes the statistics of each
    /// device's own batch. Evaluation uses those of <paramref name="variables"/>. None if empty.
    /// </param>
    /// <exception cref="DatasetException">The data do not fit the network or the task; the message says what would.</exception>
    /// <exception cref="ArgumentException">A frozen pattern matches no variable, or an option is out of its range.</exception>
    public Trainer(
        Func<Value, Value> network, TrainingTask task, Dataset training, Dataset? validation, TrainerOptions options, Variables variables,
        params IReadOnlyList<Variables> replicas)
        : this(network, task, training, validation, options, variables, replicas.Count > 0 ? new Replicas(replicas.Count) : null)
    {
        foreach (var copy in replicas) _replicas!.Add(reducer => new(network, task, training, null, options, copy, reducer));
    }

    /// <summary>
    /// Compiles the plans of a worker of data-parallel training. Each step averages the gradients of the mini-batches of all workers, with
    /// the exception of batch normalization the same as one batch of all on one device. The weights of rank 0 take the place of those of
    /// the others.
    /// </summary>
    /// <param name="network">Adds the layers of the network to the graph of its input.</param>
    /// <param name="task">The loss and the error.</param>
    /// <param name="training">The samples to train on, all of them on each worker.</param>
    /// <param name="validation">The samples of <see cref="Validate"/>; null on the workers that do not validate.</param>
    /// <param name="options">The settings; the batch size is that of one worker.</param>
    /// <param name="variables">The weights, on the device that trains; those that do not exist yet are initialized.</param>
    /// <param name="reducer">Exchanges gradients with the other workers; it is not disposed.</param>
    /// <exception cref="DatasetException">The data do not fit the network or the task; the message says what would.</exception>
    /// <exception cref="ArgumentException">A frozen pattern matches no variable, or an option is out of its range.</exception>
    public Trainer(
        Func<Value, Value> network, TrainingTask task, Dataset training, Dataset? validation, TrainerOptions options, Variables variables,
        IGradientReducer? reducer)
    {
        task.Require(training);
        if (validation is not null) task.Require(validation);
        (_training, _validation, _options, _task, Variables) = (training, validation, options, task, variables);
        (_reducer, _replicas) = (reducer, reducer as Replicas);
        _batchesPerStep = options.Accumulation * (reducer?.WorldSize ?? 1);
        if (training.Count < options.BatchSize)
        {
            throw new DatasetException(
                $"{training.Name}: {training.Count} training samples do not fill a batch of {options.BatchSize}; "
                + "choose a smaller batch size");
        }
        BatchesPerEpoch = training.Count / options.BatchSize;
        StepsPerEpoch = Math.Max(1, BatchesPerEpoch / _batchesPerStep);
        TotalSteps = StepsPerEpoch * options.Epochs;
        ValidationInterval = options.ValidationInterval
            ?? (options.Patience is { } steps ? EarlyStopping.ValidationInterval(StepsPerEpoch, steps) : StepsPerEpoch);
        Patience = new EarlyStopping(options.Patience ?? long.MaxValue);
        _targets = new float[options.BatchSize * task.TargetShape(training).Count];

        var graphs = new TrainerGraphs(network, task, training, options, _batchesPerStep);
        _step = Plan.Compile(graphs.Step(), variables.Device, variables);
        if (_batchesPerStep > 1) _apply = Plan.Compile(graphs.Apply(), variables.Device, variables);
        if (options.AverageDecay is not null) _average = Plan.Compile(graphs.Average(), variables.Device, variables);
        if (_reducer is not null) _exchanged = [.. graphs.TrainedNames.Select(name => TrainerGraphs.GradientScope + name)];
        _evaluator = new Evaluator(graphs, task, variables);
        Parameters = graphs.Parameters;
    }

    /// <summary>Gets the weights, the state of the optimizer, and all else that is kept on the device.</summary>
    public Variables Variables { get; }

    /// <summary>Gets the number of trainable parameters of the network, frozen ones included.</summary>
    public long Parameters { get; }

    /// <summary>Gets the number of mini-batches in an epoch; samples that do not fill one are left out until the next epoch.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>Gets the number of steps in an epoch.</summary>
    public long StepsPerEpoch { get; }

    /// <summary>Gets the number of steps in all epochs.</summary>
    public long TotalSteps { get; }

    /// <summary>Gets the number of steps between validations.</summary>
    public long ValidationInterval { get; }

    /// <summary>Gets the number of steps so far.</summary>
    public long Step { get; private set; }

    /// <summary>Gets the number of complete epochs so far.</summary>
    public int Epoch => (int)(Step / StepsPerEpoch);

    /// <summary>Gets the learning rate of the next step.</summary>
    public float LearningRate => _options.Optimizer.LearningRate * _options.Schedule.FactorAt(Step, StepsPerEpoch, TotalSteps);

    /// <summary>Gets the mean training loss between the last two times it was checked; NaN before the first.</summary>
    public double Loss { get; private set; } = double.NaN;

    /// <summary>Gets the best validation error and how long training goes on without a better one.</summary>
    public EarlyStopping Patience { get; }

    /// <summary>Gets whether the epochs or the patience are over; rank 0 decides for all workers.</summary>
    public bool IsFinished => _reducer is { Rank: > 0 } ? _hasEnded : Step >= TotalSteps || Patience.IsOver(Step);

    /// <summary>Occurs after each step.</summary>
    public event Action? Stepped;

    /// <summary>Occurs after each validation; the second argument is whether it is the best so far.</summary>
    public event Action<Evaluation, bool>? Validated;

    /// <summary>Trains until <see cref="IsFinished"/>.</summary>
    /// <param name="cancellation">Ends training after the current step.</param>
    /// <returns>Whether training is finished, rather than canceled.</returns>
    /// <exception cref="TrainingDivergedException">The loss is not finite, or far greater than at first.</exception>
    /// <exception cref="DatasetException">A sample cannot be read.</exception>
    /// <exception cref="WorkerException">The other workers are missing for too long, or refuse this one.</exception>
    public bool Run(CancellationToken cancellation = default)
    {
        while (!IsFinished)
        {
            if (cancellation.IsCancellationRequested) return false;
            try
            {
                if (!TryTrainStep()) continue;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return false;
            }
            Stepped?.Invoke();
            if (_validation is not null && Step % ValidationInterval == 0) Validate();
        }
        return true;
    }

    /// <summary>
    /// Takes one step: one mini-batch, or several whose gradients are averaged. Completes one that <see cref="RunFor"/> has begun.
    /// </summary>
    /// <exception cref="TrainingDivergedException">The loss is not finite, or far greater than at first.</exception>
    /// <exception cref="DatasetException">A sample cannot be read.</exception>
    /// <exception cref="WorkerException">The other workers are missing for too long, or refuse this one.</exception>
    public void TrainStep() => TryTrainStep();

    /// <summary>Evaluates the network on the validation set, and tells <see cref="Patience"/> the error.</summary>
    /// <exception cref="InvalidOperationException">There is no validation set.</exception>
    /// <exception cref="TrainingDivergedException">The loss is not finite, or far greater than at first.</exception>
    public Evaluation Validate()
    {
        if (_validation is null) throw new InvalidOperationException("Trainer: there is no validation set");
        CheckLoss();
        var evaluation = Evaluate(_validation);
        if (!double.IsFinite(evaluation.Loss)) throw new TrainingDivergedException(Step, evaluation.Loss);
        // The tutorial, whose patience this is, leaves ties to the first.
        bool isBest = Patience.Observe(evaluation.Error, Step, _options.Patience is null ? evaluation.Loss : double.NaN);
        Validated?.Invoke(evaluation, isBest);
        return evaluation;
    }

    /// <summary>Evaluates the network, with the averaged weights if they are averaged.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="outputs">Of how many samples the outputs of the network are kept, from the first.</param>
    public Evaluation Evaluate(Dataset dataset, int outputs = 0)
    {
        FinishStep();
        return _evaluator.Run(dataset, outputs);
    }

    /// <summary>Checks the mean loss of the steps since the last check.</summary>
    /// <exception cref="TrainingDivergedException">The loss is not finite, or far greater than at first.</exception>
    public void CheckLoss()
    {
        if (_stepsInLoss == 0) return;
        Loss = MeanLoss();
        _firstLoss ??= Loss;
        Variables.Write(TrainerGraphs.LossSum, [0]);
        _stepsInLoss = 0;
    }

    /// <summary>Returns the mean loss of the steps since the last check, which goes on.</summary>
    /// <exception cref="TrainingDivergedException">The loss is not finite, or far greater than at first.</exception>
    internal double MeanLoss()
    {
        if (_stepsInLoss == 0) return Loss;
        double loss = Variables.Read(TrainerGraphs.LossSum)[0] / (double)(_stepsInLoss * _batchesPerStep);
        double largest = _options.LargestLossFactor * Math.Max(1, Math.Abs(_firstLoss ?? loss));
        return Math.Abs(loss) <= largest ? loss : throw new TrainingDivergedException(Step, loss);
    }

    /// <summary>Returns what a checkpoint needs besides the variables.</summary>
    /// <exception cref="InvalidOperationException"><see cref="RunFor"/> has begun a step that is not complete.</exception>
    public IReadOnlyDictionary<string, string> State
    {
        get
        {
            if (IsInStep) throw new InvalidOperationException("Trainer: a step is incomplete; call FinishStep before a checkpoint");
            var state = new Dictionary<string, string>(StringComparer.Ordinal);
            TrainerState.Save(state, Step, _stepsInLoss, _firstLoss);
            Patience.Save(state);
            return state;
        }
    }

    /// <summary>Continues a run whose variables have been restored.</summary>
    /// <param name="state">The <see cref="State"/> of that run, among other facts.</param>
    /// <exception cref="FormatException">The facts are not those of a run.</exception>
    /// <exception cref="InvalidOperationException"><see cref="RunFor"/> has begun a step that is not complete.</exception>
    public void Restore(IReadOnlyDictionary<string, string> state)
    {
        if (IsInStep) throw new InvalidOperationException("Trainer: a step is incomplete; call FinishStep before Restore");
        (Step, _stepsInLoss, _firstLoss) = TrainerState.Load(state, Patience);
        _reducer?.Invalidate();
        _loader?.Dispose();
        _loader = null;
    }

    /// <summary>Ends the loading of batches and releases the plans; the variables are not disposed.</summary>
    public void Dispose()
    {
        _loader?.Dispose();
        _replicas?.Dispose();
        _step.Dispose();
        _apply?.Dispose();
        _average?.Dispose();
        _evaluator.Dispose();
    }

    /// <summary>Begins a step.</summary>
    /// <returns>False if the run has ended instead.</returns>
    private bool BeginStep()
    {
        if (!TakePart()) return false;
        if (_options.LastEpochStatistics && Step % StepsPerEpoch == 0 && Variables.Contains(Layers.BatchStatistics.BatchesOfEpoch))
            Variables.Write(Layers.BatchStatistics.BatchesOfEpoch, [0]);
        _loader ??= BatchLoader.ForShards(
            _training, _options.BatchSize, _options.Seed, Step * _batchesPerStep, _shards, _reducer?.WorldSize ?? 1, _batchesPerStep,
            _options.Shuffle);
        Write(_apply ?? _step, TrainerGraphs.LearningRate, LearningRate);
        return true;
    }

    /// <summary>Writes the next batch.</summary>
    /// <returns>False if it is not loaded yet and may not be waited for.</returns>
    private bool LoadBatch(bool waits)
    {
        if ((waits ? _loader!.Next() : _loader!.TryNext()) is not { } batch) return false;
        Write(_step, batch);
        return true;
    }

    private void EndStep(bool checksLoss)
    {
        Step++;
        _stepsInLoss++;
        if (checksLoss && (Step == 1 || Step % _options.LossInterval == 0)) CheckLoss();
    }

    private void Write(Plan step, Batch batch)
    {
        step.Input(TrainerGraphs.Inputs).Write(batch.Inputs);
        if (batch.Targets.Length == 0) return;
        TrainerGraphs.Prepare(_task, batch.Targets, _targets, batch.Indices.Length);
        step.Input(TrainerGraphs.Targets).Write(_targets);
    }

    private void Write(Plan plan, string input, float value)
    {
        _read[0] = value;
        plan.Input(input).Write(_read);
    }
}
