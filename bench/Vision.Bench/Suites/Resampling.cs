using ShaderKernels.Operators;

namespace Vision.Bench.Suites;

/// <summary>
/// Axes resampled: images channels-last are doubled along their height and width, unfolded, padded; AlexNet's first response normalization sums over channels,
/// which lie side by side. The plain copy moves as many numbers as doubling writes.
/// </summary>
public class Resampling : KernelSuite
{
    protected override IEnumerable<KernelCase> Kernels =>
    [
        new("copy 2M", StridedCopy.Pad([8, 64, 64, 64], [0, 0, 0, 0], [0, 0, 0, 0]), [8, 64, 64, 64]),
        new("nearest, height doubled to 2M", new Resample(1, new Resizing(ResizeMode.Nearest).Taps(32, 64)), [8, 32, 64, 64]),
        new("nearest, width doubled to 2M", new Resample(2, new Resizing(ResizeMode.Nearest).Taps(32, 64)), [8, 64, 32, 64]),
        new("linear, width doubled to 2M", new Resample(2, new Resizing(ResizeMode.Linear).Taps(32, 64)), [8, 64, 32, 64]),
        new("linear, last axis doubled to 2M", new Resample(2, new Resizing(ResizeMode.Linear).Taps(32, 64)), [8, 4096, 32]),
        new("reflection, width 60 to 64, 2M", new Resample(2, PaddingTaps.Of(PaddingMode.Reflect, 60, 2, 2)), [8, 64, 60, 64]),
        new("unfold 3, width, 2M", new Resample(2, WindowTaps.Unfold(23, new(3))), [8, 64, 23, 64]),
        new("unfold 3, last axis, 2M", new Resample(2, WindowTaps.Unfold(23, new(3))), [8, 4096, 23]),
        new("sums of 5 channels 55x55x96", new Resample(3, WindowTaps.Sums(96, 2, 2)), [8, 55, 55, 96]),
    ];
}
