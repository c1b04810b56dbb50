using System.Collections.Concurrent;

namespace VisionRuntime.Data;

/// <summary>
/// Loads batches on a thread of its own into a bounded number of buffers, so that the device does not wait for files. In training the
/// order is random, a function of the seed and the epoch; a batch that would be incomplete is left out, and its samples come in another
/// epoch. In evaluation the order is that of the data set, and the last batch is filled up.
/// </summary>
public sealed class BatchLoader : IDisposable
{
    private readonly Dataset _dataset;
    private readonly int _batchSize, _seed;
    private readonly bool _isTraining, _shuffles;
    private readonly BlockingCollection<Batch> _free, _ready;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private Batch? _current;
    private Exception? _failure;

    private BatchLoader(
        Dataset dataset, int batchSize, int seed, long start, int prefetched, bool isTraining, bool shuffles, Predicate<long>? takes = null,
        int batchesPerStep = 1)
    {
        if (batchSize < 1) throw new DatasetException($"{dataset.Name}: the batch size is {batchSize}; it must be at least 1");
        if (dataset.Count == 0) throw new DatasetException($"{dataset.Name}: there are no samples");
        (_dataset, _batchSize, _seed) = (dataset, batchSize, seed);
        (_isTraining, _shuffles) = (isTraining, shuffles);
        BatchesPerEpoch = isTraining ? dataset.Count / batchSize : (dataset.Count + batchSize - 1) / batchSize;
        if (BatchesPerEpoch == 0)
            throw new DatasetException(
                $"{dataset.Name}: {dataset.Count} training samples do not fill a batch of {batchSize}; choose a smaller batch size");
        // As one batch of all would be, a step that would be incomplete is left out.
        if (BatchesPerEpoch >= batchesPerStep) BatchesPerEpoch -= BatchesPerEpoch % batchesPerStep;
        int buffers = Math.Max(1, prefetched) + 1;
        (_free, _ready) = (new(buffers), new(buffers));
        for (int i = 0; i < buffers; i++) _free.Add(new Batch(dataset, batchSize));
        _thread = new Thread(() => Load(start, takes)) { IsBackground = true, Name = $"loads {dataset.Name}" };
        _thread.Start();
    }

    /// <summary>Gets the number of batches in one pass over the data set.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>Loads random batches for training, without end.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="batchSize">The number of samples of a batch.</param>
    /// <param name="seed">The random seed: the same seed gives the same batches.</param>
    /// <param name="start">The number of the first batch, counted from the start of training; 0 unless training resumes.</param>
    /// <param name="prefetched">How many batches are loaded ahead.</param>
    /// <param name="shuffles">Whether the order is random; otherwise it is that of the data set in each epoch.</param>
    /// <exception cref="DatasetException">There are fewer samples than one batch needs.</exception>
    public static BatchLoader ForTraining(
        Dataset dataset, int batchSize, int seed, long start = 0, int prefetched = 3, bool shuffles = true) =>
        new(dataset, batchSize, seed, start, prefetched, isTraining: true, shuffles);

    /// <summary>Loads those batches of <see cref="ForTraining"/> that are the shards of one worker.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="batchSize">The number of samples of a shard.</param>
    /// <param name="seed">The random seed.</param>
    /// <param name="start">The number of the first shard, counted from the start of training.</param>
    /// <param name="shards">The shards of the worker, from 0.</param>
    /// <param name="worldSize">The number of shards that make one batch.</param>
    /// <param name="batchesPerStep">The number of shards that make one step.</param>
    /// <param name="shuffles">Whether the order is random.</param>
    internal static BatchLoader ForShards(
        Dataset dataset, int batchSize, int seed, long start, IReadOnlyList<int> shards, int worldSize, int batchesPerStep,
        bool shuffles) =>
        new(dataset, batchSize, seed, start, prefetched: 3, isTraining: true, shuffles,
            number => shards.Contains((int)(number % worldSize)), batchesPerStep);

    /// <summary>Loads all samples once, in their order.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="batchSize">The number of samples of a batch.</param>
    /// <param name="prefetched">How many batches are loaded ahead.</param>
    /// <exception cref="DatasetException">There are no samples.</exception>
    public static BatchLoader ForEvaluation(Dataset dataset, int batchSize, int prefetched = 3) =>
        new(dataset, batchSize, 0, 0, prefetched, isTraining: false, shuffles: false);

    /// <summary>
    /// Returns the next batch, which is valid until the next call; null after the last batch of an evaluation. Waits only if it is not
    /// loaded yet.
    /// </summary>
    /// <exception cref="DatasetException">A sample cannot be read.</exception>
    public Batch? Next()
    {
        if (_current is not null) _free.Add(_current);
        _current = null;
        if (_ready.TryTake(out var next, Timeout.Infinite)) return _current = next;
        if (_failure is null) return null;
        throw new DatasetException(_failure.Message, _failure);
    }

    /// <summary>Returns the next batch if it is loaded already, valid until the next call; null otherwise. Does not wait.</summary>
    /// <exception cref="DatasetException">A sample cannot be read.</exception>
    public Batch? TryNext()
    {
        if (!_ready.TryTake(out var next))
            return _ready.IsCompleted && _failure is not null ? throw new DatasetException(_failure.Message, _failure) : null;
        if (_current is not null) _free.Add(_current);
        return _current = next;
    }

    /// <summary>Ends the loading and waits for its thread.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _free.Dispose();
        _ready.Dispose();
        _stop.Dispose();
    }

    private void Load(long start, Predicate<long>? takes)
    {
        try
        {
            int[] order = [];
            int epoch = -1;
            long last = _isTraining ? long.MaxValue : BatchesPerEpoch;
            for (long number = start; number < last; number++)
            {
                if (takes?.Invoke(number) == false) continue;
                if (epoch != (int)(number / BatchesPerEpoch))
                {
                    epoch = (int)(number / BatchesPerEpoch);
                    order = _shuffles ? Shuffle.Order(_dataset.Count, _seed, epoch) : [.. Enumerable.Range(0, _dataset.Count)];
                }
                int from = (int)(number % BatchesPerEpoch) * _batchSize;
                var batch = _free.Take(_stop.Token);
                batch.Fill(_dataset, order.AsSpan(from, Math.Min(_batchSize, order.Length - from)));
                _ready.Add(batch, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
        catch (Exception problem)
        {
            _failure = problem; // thrown by Next, on the thread that trains
        }
        finally
        {
            _ready.CompleteAdding();
        }
    }
}
