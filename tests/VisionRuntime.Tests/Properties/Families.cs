namespace VisionRuntime.Tests.Properties;

/// <summary>Every operator and layer that has properties, in the order of the table of results.</summary>
public static class Families
{
    public static readonly Family[] All =
    [
        .. ConvolutionFamilies.All,
        .. PoolFamilies.All,
        .. ProductFamilies.All,
        .. ReductionFamilies.All,
        .. NormalizationFamilies.All,
        .. ElementwiseFamilies.All,
        .. LossFamilies.All,
        .. IndexingFamilies.All,
        .. ResamplingFamilies.All,
        .. MovementFamilies.All,
        .. RandomSamplingFamilies.All,
        .. DetectionFamilies.All,
        .. NetworkFamilies.All,
    ];
}
