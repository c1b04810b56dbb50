namespace Vision.Bench.Scale;

/// <summary>
/// A discrete-event simulation of a run: actors play batches and wait for their confirms, the broker takes one message after another and
/// refuses what its queue has no room for, the learner takes one batch after another.
/// </summary>
internal sealed class ClusterSimulation(ScaleCosts costs, int actors, double learnerSpeed, int queueBatches)
{
    private const double WarmUp = 30, Measured = 60, FirstPause = 0.05, LongestPause = 2, NetworkBytesPerSecond = 10e9 / 8, Jitter = 0.1;

    private readonly PriorityQueue<(Kind Kind, int Actor, double Played, double Pause), double> _events = new();
    private readonly Random _random = new(1);
    private readonly Queue<double> _queue = new();
    private double _brokerFree, _brokerBusy, _learnerBusy, _waited, _age;
    private long _learned;
    private bool _learnerIsBusy;

    private enum Kind
    {
        Played,
        Stored,
        Learned,
    }

    /// <summary>Runs the simulation.</summary>
    public SimulationResult Run()
    {
        double play = costs.BatchFrames * (costs.PlayMicroseconds + costs.EncodeMicroseconds) * 1e-6;
        double learn = costs.BatchFrames * (costs.DecodeMicroseconds + costs.LearnMicroseconds / learnerSpeed) * 1e-6;
        // A message passes the broker's network twice.
        double broker = Math.Max(costs.BrokerMilliseconds * 1e-3, 2 * costs.BatchBytes / NetworkBytesPerSecond);
        long refused = 0;
        for (int actor = 0; actor < actors; actor++) Schedule(Kind.Played, actor, _random.NextDouble() * play);
        while (_events.TryDequeue(out var next, out double now) && now < WarmUp + Measured)
        {
            bool counts = now >= WarmUp;
            switch (next.Kind)
            {
                case Kind.Played when _queue.Count >= queueBatches:
                    // What is refused has passed the network and the broker half.
                    double pause = Math.Clamp(2 * next.Pause, FirstPause, LongestPause) * (0.5 + _random.NextDouble());
                    _brokerFree = Math.Max(_brokerFree, now) + broker / 2;
                    if (counts)
                    {
                        refused++;
                        _brokerBusy += broker / 2;
                        _waited += _brokerFree - now + pause;
                    }
                    Schedule(Kind.Played, next.Actor, _brokerFree + pause, next.Played == 0 ? now - play : next.Played, pause);
                    break;
                case Kind.Played:
                    _brokerFree = Math.Max(_brokerFree, now) + broker;
                    if (counts)
                    {
                        _brokerBusy += broker;
                        _waited += _brokerFree - now;
                    }
                    Schedule(Kind.Stored, next.Actor, _brokerFree, next.Played == 0 ? now - play : next.Played);
                    break;
                case Kind.Stored:
                    _queue.Enqueue(next.Played);
                    Schedule(Kind.Played, next.Actor, now + play * (1 + Jitter * (2 * _random.NextDouble() - 1)));
                    break;
                default:
                    _learnerIsBusy = false;
                    if (counts)
                    {
                        _learned++;
                        _learnerBusy += learn;
                        _age += now - next.Played;
                    }
                    break;
            }
            if (_learnerIsBusy || !_queue.TryDequeue(out double played)) continue;
            _learnerIsBusy = true;
            Schedule(Kind.Learned, 0, now + learn, played);
        }
        double frames = _learned * costs.BatchFrames / Measured;
        double weights = frames / costs.PublicationFrames * costs.WeightsBytes * actors;
        return new(
            actors, frames, Math.Min(1, _learnerBusy / Measured), Math.Min(1, _brokerBusy / Measured), _waited / Measured / actors,
            _learned == 0 ? 0 : _age / _learned, (frames / costs.BatchFrames * 2 + refused / Measured) * costs.BatchBytes * 8 / 1e9, weights * 8 / 1e9);
    }

    private void Schedule(Kind kind, int actor, double time, double played = 0, double pause = 0) =>
        _events.Enqueue((kind, actor, played, pause), time);
}

/// <summary>What a simulated run comes to.</summary>
/// <param name="Actors">The number of actors.</param>
/// <param name="FramesPerSecond">The frames learned from.</param>
/// <param name="Learner">How busy the learner is, from 0 to 1.</param>
/// <param name="Broker">How busy the broker is, from 0 to 1.</param>
/// <param name="Waiting">The part of their time that actors wait.</param>
/// <param name="Age">Seconds from the first frame of a batch to the end of learning from it.</param>
/// <param name="Gigabits">The traffic of experience at the broker, in a second.</param>
/// <param name="WeightsGigabits">The traffic of weights at the broker, in a second.</param>
internal sealed record SimulationResult(
    int Actors, double FramesPerSecond, double Learner, double Broker, double Waiting, double Age, double Gigabits,
    double WeightsGigabits);
