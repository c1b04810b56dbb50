using System.Globalization;

namespace VisionRuntime.Training;

/// <summary>
/// Early stopping with patience, as the Theano deep learning tutorial has it: training goes on for at least <paramref name="patience"/>
/// steps; whenever the validation error falls below <see cref="ImprovementThreshold"/> times the best so far, it goes on for at least
/// <see cref="PatienceIncrease"/> times as many steps as it took to get there.
/// </summary>
/// <param name="patience">The least number of steps.</param>
public sealed class EarlyStopping(long patience = 10_000)
{
    private double _bestLoss = double.NaN;

    /// <summary>Gets the factor by which the patience exceeds the step of a significant improvement.</summary>
    public int PatienceIncrease { get; init; } = 2;

    /// <summary>Gets the factor of the best error below which an improvement is significant.</summary>
    public double ImprovementThreshold { get; init; } = 0.995;

    /// <summary>Gets the number of steps that training goes on for at least.</summary>
    public long Patience { get; private set; } = patience;

    /// <summary>Gets the lowest validation error so far.</summary>
    public double BestError { get; private set; } = double.PositiveInfinity;

    /// <summary>Gets the number of steps after which the lowest validation error was measured; 0 if none was.</summary>
    public long BestStep { get; private set; }

    /// <summary>Records a validation error, and returns whether it is the lowest so far.</summary>
    /// <param name="error">The error.</param>
    /// <param name="step">The number of steps so far.</param>
    /// <param name="loss">The loss, of which the lower one is better where errors are equal; NaN to leave ties to the first.</param>
    public bool Observe(double error, long step, double loss = double.NaN)
    {
        if (!(error < BestError || error == BestError && loss < _bestLoss)) return false;
        _bestLoss = loss;
        // The tutorial counts iterations from 0: the one that has just ended is step - 1.
        if (error < BestError * ImprovementThreshold) Patience = Math.Max(Patience, (step - 1) * PatienceIncrease);
        (BestError, BestStep) = (error, step);
        return true;
    }

    /// <summary>Returns whether training ends after a number of steps.</summary>
    public bool IsOver(long step) => Patience <= step - 1;

    /// <summary>Returns how often the tutorial validates: once an epoch, or twice within the patience if that is more often.</summary>
    public static long ValidationInterval(long stepsPerEpoch, long patience) => Math.Max(1, Math.Min(stepsPerEpoch, patience / 2));

    internal void Save(IDictionary<string, string> state)
    {
        state["patience"] = Patience.ToString(CultureInfo.InvariantCulture);
        state["best error"] = BestError.ToString("R", CultureInfo.InvariantCulture);
        state["best loss"] = _bestLoss.ToString("R", CultureInfo.InvariantCulture);
        state["best step"] = BestStep.ToString(CultureInfo.InvariantCulture);
    }

    internal void Load(IReadOnlyDictionary<string, string> state)
    {
        Patience = long.Parse(state["patience"], CultureInfo.InvariantCulture);
        BestError = double.Parse(state["best error"], CultureInfo.InvariantCulture);
        _bestLoss = double.Parse(state.GetValueOrDefault("best loss", "NaN"), CultureInfo.InvariantCulture);
        BestStep = long.Parse(state["best step"], CultureInfo.InvariantCulture);
    }
}
