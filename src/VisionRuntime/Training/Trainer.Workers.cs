using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training.Distributed;

namespace VisionRuntime.Training;

/// <summary>
/// Data-parallel training: a step computes the gradients of the worker's shards, exchanges them for the sums over all workers, and applies
/// these. Nothing here depends on whether the others are threads or machines.
/// </summary>
public sealed partial class Trainer
{
    private readonly string[] _exchanged = [];
    private float[] _gradients = [];
    private IReadOnlyList<int> _shards = [0];
    private float _lossBefore;
    private bool _hasEnded;

    /// <summary>
    /// Gets whether this worker had the weights of rank 0 at the end of the run, bit for bit; null before that, or if it had taken other
    /// steps.
    /// </summary>
    public bool? AgreedAtEnd { get; private set; }

    /// <summary>Tells the other workers that the run has ended, and sends them the weights.</summary>
    /// <exception cref="InvalidOperationException">A step is incomplete.</exception>
    public void EndRun() => _reducer?.End(new WorkerState(this));

    /// <summary>Takes one step, with the replicas.</summary>
    /// <returns>False if the run has ended instead.</returns>
    private bool TryTrainStep()
    {
        if (_replicas is null) return Advance(long.MaxValue);
        return _replicas.Run(() => Advance(long.MaxValue));
    }

    /// <summary>Learns which shards this worker computes in the step; others may take part than before.</summary>
    /// <returns>False if the run has ended.</returns>
    private bool TakePart()
    {
        if (_reducer is null) return true;
        var shards = _reducer.BeginStep(new WorkerState(this));
        _hasEnded = shards.Count == 0;
        if (!shards.SequenceEqual(_shards))
        {
            _shards = shards;
            _loader?.Dispose();
            _loader = null;
        }
        _lossBefore = Variables.Read(TrainerGraphs.LossSum)[0];
        return !_hasEnded;
    }

    /// <summary>Exchanges the gradients and the loss for their sums over all workers.</summary>
    /// <returns>False if the workers have changed, so that the step begins anew.</returns>
    private bool ReduceGradients()
    {
        float[][] own = [.. _exchanged.Select(Variables.Read)];
        if (_gradients.Length == 0) _gradients = new float[own.Sum(gradient => gradient.Length) + 1];
        int place = 0;
        foreach (float[] gradient in own)
        {
            gradient.CopyTo(_gradients, place);
            place += gradient.Length;
        }
        _gradients[^1] = Variables.Read(TrainerGraphs.LossSum)[0];
        bool isReduced = false;
        try
        {
            isReduced = _reducer!.TryReduce(_gradients);
        }
        finally
        {
            if (!isReduced) AbandonStep();
        }
        if (!isReduced) return false;
        place = 0;
        foreach (var (name, gradient) in _exchanged.Zip(own))
        {
            _gradients.AsSpan(place, gradient.Length).CopyTo(gradient);
            Variables.Write(name, gradient);
            place += gradient.Length;
        }
        // Rank 0 has the sum of the losses since they were read.
        Variables.Write(TrainerGraphs.LossSum, [_reducer!.Rank == 0 ? _gradients[^1] : 0]);
        return true;
    }

    /// <summary>Leaves the trainer as it was before the step.</summary>
    private void AbandonStep()
    {
        foreach (string name in _exchanged) Variables.Write(name, new float[Variables.ShapeOf(name).Count]);
        Variables.Write(TrainerGraphs.LossSum, [_lossBefore]);
        (_part, _batchesDone) = (Part.Begin, 0);
        // The shards are loaded once more.
        _loader?.Dispose();
        _loader = null;
    }

    /// <summary>
    /// What all workers have in common, as bytes: the length of the counters, these as JSON, and the values of all variables in the order
    /// of their names.
    /// </summary>
    private sealed class WorkerState(Trainer trainer) : IWorkerState
    {
        private Variables Variables => trainer.Variables;

        private IEnumerable<string> Names =>
            Variables.Names.Where(name => !name.StartsWith(TrainerGraphs.GradientScope, StringComparison.Ordinal));

        public byte[] Save()
        {
            byte[] facts = JsonSerializer.SerializeToUtf8Bytes(trainer.State);
            float[][] values = [.. Names.Select(Variables.Read)];
            var bytes = new byte[4 + facts.Length + sizeof(float) * values.Sum(value => value.Length)];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, facts.Length);
            facts.CopyTo(bytes, 4);
            var rest = bytes.AsSpan(4 + facts.Length);
            foreach (float[] value in values)
            {
                MemoryMarshal.AsBytes<float>(value).CopyTo(rest);
                rest = rest[(sizeof(float) * value.Length)..];
            }
            return bytes;
        }

        public void Restore(ReadOnlySpan<byte> state, bool isFinal)
        {
            string[] names = [.. Names];
            int length = state.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(state);
            long expected = 4L + length + sizeof(float) * names.Sum(name => Variables.ShapeOf(name).Count);
            if (length < 0 || state.Length != expected)
            {
                throw new WorkerException(
                    $"the network of rank 0 has another number of weights than that of rank {trainer._reducer!.Rank}; "
                    + "start all ranks with the same");
            }
            var facts = JsonSerializer.Deserialize<Dictionary<string, string>>(state.Slice(4, length))!;
            var values = MemoryMarshal.Cast<byte, float>(state[(4 + length)..]);
            long step = trainer.Step;
            bool agrees = true;
            foreach (string name in names)
            {
                int count = (int)Variables.ShapeOf(name).Count;
                float[] value = values[..count].ToArray();
                values = values[count..];
                if (isFinal && trainer._exchanged.Contains(TrainerGraphs.GradientScope + name))
                    agrees &= MemoryMarshal.AsBytes<float>(value).SequenceEqual(MemoryMarshal.AsBytes<float>(Variables.Read(name)));
                Variables.Write(name, value);
            }
            trainer.Restore(facts);
            if (isFinal && trainer.Step == step) trainer.AgreedAtEnd = agrees;
            Variables.Write(TrainerGraphs.LossSum, [0]);
            if (!isFinal) UseOwnRandomValues();
        }

        /// <summary>Dropout and augmentation draw other values on each worker.</summary>
        private void UseOwnRandomValues()
        {
            if (!Variables.Contains(RandomSampling.CounterName)) return;
            float[] counter = Variables.Read(RandomSampling.CounterName);
            const int limit = (int)RandomNumbers.CounterLimit;
            counter[1] = ((int)counter[1] + trainer._reducer!.Rank * (limit / trainer._reducer.WorldSize)) % limit;
            Variables.Write(RandomSampling.CounterName, counter);
        }
    }
}
