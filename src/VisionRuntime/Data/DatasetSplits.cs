namespace VisionRuntime.Data;

/// <summary>The parts of a data set: to train on, to choose by while training, and to test at the end.</summary>
/// <param name="Name">The name of the whole.</param>
/// <param name="Training">The samples to train on.</param>
/// <param name="Validation">The samples that decide when to stop; null if there are none.</param>
/// <param name="Test">The samples for the final result; null if there are none.</param>
public sealed record DatasetSplits(string Name, Dataset Training, Dataset? Validation, Dataset? Test)
{
    /// <summary>Returns the same parts with some samples of the training set moved to validation, chosen at random by a seed.</summary>
    /// <param name="count">The number of samples.</param>
    /// <param name="seed">The random seed.</param>
    /// <exception cref="DatasetException">There are not more training samples than that.</exception>
    public DatasetSplits WithValidation(int count, int seed)
    {
        var (training, validation) = Training.Split(count, seed);
        return this with { Training = training, Validation = validation };
    }

    /// <summary>Returns the same parts without their targets, so that the samples are their own, as for autoencoders.</summary>
    public DatasetSplits WithoutTargets() => new(Name, Training.WithoutTargets(), Validation?.WithoutTargets(), Test?.WithoutTargets());

    /// <summary>Returns the same parts with the last samples of the training set moved to validation, in their order.</summary>
    /// <param name="count">The number of samples.</param>
    /// <exception cref="DatasetException">There are not more training samples than that.</exception>
    public DatasetSplits WithLastAsValidation(int count)
    {
        int rest = Training.Count - count;
        if (count < 1 || rest < 1)
            throw new DatasetException($"{Name}: cannot split {count} samples off {Training.Count:N0}; both parts need at least one");
        return this with
        {
            Training = Training.Subset([.. Enumerable.Range(0, rest)]),
            Validation = Training.Subset([.. Enumerable.Range(rest, count)]),
        };
    }

    /// <summary>
    /// Joins the parts of several data sets. What only some of them hold out for validation or testing is trained on.
    /// </summary>
    /// <param name="all">The data sets; at least one.</param>
    /// <exception cref="DatasetException">They have other inputs, targets or classes than the first.</exception>
    public static DatasetSplits Join(params IReadOnlyList<DatasetSplits> all)
    {
        if (all.Count == 1) return all[0];
        bool validates = all.All(splits => splits.Validation is not null), tests = all.All(splits => splits.Test is not null);
        Dataset[] unused =
        [
            .. all.Select(splits => validates ? null : splits.Validation).OfType<Dataset>(),
            .. all.Select(splits => tests ? null : splits.Test).OfType<Dataset>(),
        ];
        return new(
            string.Join('+', all.Select(splits => splits.Name)), new JoinedDataset([.. all.Select(splits => splits.Training), .. unused]),
            validates ? new JoinedDataset([.. all.Select(splits => splits.Validation!)]) : null,
            tests ? new JoinedDataset([.. all.Select(splits => splits.Test!)]) : null);
    }
}
