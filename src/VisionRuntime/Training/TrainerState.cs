using System.Globalization;

namespace VisionRuntime.Training;

/// <summary>The counters of a <see cref="Trainer"/> as texts, for checkpoints.</summary>
internal static class TrainerState
{
    private const string StepFact = "step", StepsInLossFact = "steps in loss", FirstLossFact = "first loss";

    public static void Save(IDictionary<string, string> state, long step, long stepsInLoss, double? firstLoss)
    {
        state[StepFact] = step.ToString(CultureInfo.InvariantCulture);
        state[StepsInLossFact] = stepsInLoss.ToString(CultureInfo.InvariantCulture);
        if (firstLoss is { } loss) state[FirstLossFact] = loss.ToString("R", CultureInfo.InvariantCulture);
    }

    public static (long Step, long StepsInLoss, double? FirstLoss) Load(
        IReadOnlyDictionary<string, string> state, EarlyStopping patience)
    {
        try
        {
            patience.Load(state);
            return (Integer(StepFact), Integer(StepsInLossFact),
                state.TryGetValue(FirstLossFact, out string? loss) ? double.Parse(loss, CultureInfo.InvariantCulture) : null);
        }
        catch (KeyNotFoundException exception)
        {
            throw new FormatException($"Trainer: this is not the state of a run ({exception.Message})", exception);
        }

        long Integer(string name) => long.Parse(state[name], CultureInfo.InvariantCulture);
    }
}
