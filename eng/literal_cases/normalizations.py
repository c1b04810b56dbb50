"""Normalization layers and the statistics that they keep."""
import torch
import torch.nn.functional as F

from .recorder import random


def standardized(x, axes, epsilon):
    mean, variance = x.mean(axes, True), x.var(axes, unbiased=False, keepdim=True)
    return (x - mean) / torch.sqrt(variance + epsilon), mean, variance


def batch_norm(x, scale, shift, epsilon=1e-5):
    axes = [axis for axis in range(x.dim()) if axis != 1]
    return F.batch_norm(x, None, None, scale, shift, True, 0, epsilon), x.mean(axes), x.var(axes, unbiased=False)


def local_response_onnx(x, size, alpha, beta, bias):
    """ONNX's LRN: floor((size - 1) / 2) channels before and ceil((size - 1) / 2) behind."""
    channels = x.shape[1]
    sums = torch.stack([(x[:, max(0, c - (size - 1) // 2):min(channels, c + size // 2 + 1)] ** 2).sum(1) for c in range(channels)], 1)
    return x / (bias + alpha / size * sums) ** beta


def local_contrast(x, size, deviation, threshold, across):
    """Jarrett et al. 2009, section 2; where the Gaussian window reaches past the border the rest of it is made to add up to 1."""
    places = torch.arange(size) - size // 2
    line = torch.exp(-0.5 * (places / deviation) ** 2)
    window = torch.outer(line, line).reshape(1, 1, size, size)

    def neighborhood(v):
        v = v.mean(1, True) if across else v
        n, c, h, w = v.shape
        sums = F.conv2d(v.reshape(n * c, 1, h, w), window, padding=size // 2)
        there = F.conv2d(torch.ones(1, 1, h, w), window, padding=size // 2)
        return (sums / there).reshape(n, c, h, w)

    centered = x - neighborhood(x)
    deviations = torch.sqrt(torch.clamp(neighborhood(centered ** 2), min=threshold ** 2))
    usual = deviations.mean((1, 2, 3) if across else (2, 3), True)
    return centered / torch.maximum(deviations, usual)


def frame_differences(x, channels):
    """Each stack standardized; all frames but the newest as three times their difference from it."""
    stack = standardized(x, (1, 2, 3), 1e-6)[0]
    newest = stack[:, -channels:]
    older = [3 * (stack[:, i:i + channels] - newest) for i in range(0, x.shape[1] - channels, channels)]
    return torch.cat(older + [newest], 1)


def add(record):
    record("normalization/Standardize", lambda x: standardized(x, (1, 2), 1e-3), x=(3, 2, 4))
    record("normalization/BatchNormalization given", lambda x, g, b, m, v: F.batch_norm(x, m, v, g, b, False, 0, 1e-5),
        fixed=("mean", "variance"), low=0.3, high=2,
           x=(2, 3, 2, 3), scale=(3,), shift=(3,), mean=(3,), variance=(3,))
    record("normalization/BatchNormalization batch", lambda x, g, b: batch_norm(x, g, b, 1e-3), x=(3, 2, 2, 3), scale=(2,), shift=(2,))
    record("normalization/BatchNormalization inference", lambda x, g, b, m, v: F.batch_norm(x, m, v, g, b, False, 0, 1e-5),
        fixed=("bn/mean", "bn/variance"),
           low=0.3, high=2, x=(4, 3), bn__gamma=(3,), bn__beta=(3,), bn__mean=(3,), bn__variance=(3,))
    record("normalization/BatchNormalization training", lambda x, g, b: F.batch_norm(x, None, None, g, b, True, 0, 1e-5), x=(3, 2, 5),
        bn__gamma=(2,), bn__beta=(2,))
    record("normalization/LayerNormalization", lambda x, g, b: F.layer_norm(x, (4,), g, b), x=(2, 3, 4), ln__gamma=(4,), ln__beta=(4,))
    record("normalization/LayerNormalization 1", lambda x, g, b: F.layer_norm(x, (3, 4), g, b, 1e-3), x=(2, 3, 4), ln__gamma=(3, 4),
        ln__beta=(3, 4))
    record("normalization/LayerNormalization given", lambda x, g: F.layer_norm(x, (4,), g), x=(3, 4), scale=(4,))
    record("normalization/InstanceNormalization", lambda x, g, b: F.instance_norm(x, None, None, g, b), x=(2, 3, 2, 3), norm__gamma=(3,),
        norm__beta=(3,))
    record("normalization/InstanceNormalization given", lambda x, g, b: F.instance_norm(x, None, None, g, b, eps=1e-3), x=(2, 2, 5),
        scale=(2,), shift=(2,))
    record("normalization/GroupNormalization", lambda x, g, b: F.group_norm(x, 2, g, b), x=(2, 6, 2, 2), norm__gamma=(6,), norm__beta=(6,))
    record("normalization/GroupNormalization given", lambda x, g, b: F.group_norm(x, 3, g, b, 1e-3), x=(2, 6, 3), scale=(6,), shift=(6,))
    record("normalization/RootMeanSquareNormalization", lambda x, g: x / torch.sqrt((x * x).mean(-1, True) + 1e-5) * g, x=(2, 3, 5),
        scale=(5,))
    record("normalization/RootMeanSquareNormalization 1", lambda x, g: x / torch.sqrt((x * x).mean((1, 2), True) + 1e-2) * g, x=(2, 3, 2),
        scale=(3, 2))
    record("normalization/MeanVarianceNormalization", lambda x: standardized(x, (0, 2, 3), 0)[0], x=(2, 3, 2, 3))
    record("normalization/MeanVarianceNormalization 1", lambda x: standardized(x, (1,), 0)[0], x=(2, 4, 3))
    record("normalization/L2Normalize", lambda x: F.normalize(x, 2, 1), x=(2, 3, 4))
    record("normalization/L1Normalize", lambda x: F.normalize(x, 1, 1), x=(2, 3, 4))
    record("normalization/L2Normalize -1 0.9", lambda x: F.normalize(x, 2, -1, 0.9), low=-0.7, high=0.7, x=(5, 3))
    record("normalization/L1Normalize -1 0.9", lambda x: F.normalize(x, 1, -1, 0.9), low=-0.7, high=0.7, x=(5, 3))
    record("normalization/LocalResponseNormalization", lambda x: F.local_response_norm(x, 3), low=-20, high=20, x=(2, 5, 2, 2))
    record("normalization/LocalResponseNormalization 5", lambda x: F.local_response_norm(x, 5, 0.3, 0.6, 2.0), x=(2, 7, 3))
    record("normalization/LocalResponseNormalization 4", lambda x: local_response_onnx(x, 4, 0.3, 0.6, 2.0), x=(2, 6, 3))
    record("normalization/LocalContrastNormalization", lambda x: local_contrast(x, 9, 2.0, 1e-4, True), x=(1, 2, 5, 6))
    record("normalization/LocalContrastNormalization 3", lambda x: local_contrast(x, 3, 0.8, 0.9, False), x=(1, 2, 4, 5))
    record("normalization/FrameDifferences", lambda x: frame_differences(x, 1), low=0, high=1, x=(2, 4, 3, 5))
    record("normalization/FrameDifferences 3", lambda x: frame_differences(x, 3), low=0, high=1, x=(2, 6, 3, 2))
    record("normalization/FrameDifferences of one frame", lambda x: frame_differences(x, 1), low=0, high=1, x=(3, 1, 2, 3))

    running_statistics(record)


def running_statistics(record):
    """What batch normalization keeps of three mini-batches."""
    batches = [random(f"running statistics {i}", 2, 3, 2, 2, low=-1 - i, high=2 + i) for i in range(3)]
    given = {"x": batches[0], "bn/mean": [0.5, -0.25, 0.0], "bn/variance": [1.0, 2.0, 0.5]}

    def follow(momentum, unbiased):
        mean, variance = torch.tensor(given["bn/mean"]), torch.tensor(given["bn/variance"])
        after = []
        for x in batches:
            mean = momentum * mean + (1 - momentum) * x.mean((0, 2, 3))
            variance = momentum * variance + (1 - momentum) * x.var((0, 2, 3), unbiased=unbiased)
            after.append({"bn/mean": mean, "bn/variance": variance})
        return after

    after = follow(0.9, True)
    layer = torch.nn.BatchNorm2d(3).double()
    layer.running_mean.copy_(torch.tensor(given["bn/mean"]))
    layer.running_var.copy_(torch.tensor(given["bn/variance"]))
    for x, expected in zip(batches, after):
        layer(x)
        assert torch.allclose(layer.running_mean, expected["bn/mean"]) and torch.allclose(layer.running_var, expected["bn/variance"])
    steps = [{"x": x} for x in batches]
    record.steps("statistics/default", given, steps, after)
    record.steps("statistics/MovingAverage 0.6 by the count", given, steps, follow(0.6, False))

    everything = [torch.cat(batches[:i + 1]) for i in range(3)]
    record.steps("statistics/LastEpoch", given, steps, [{"bn/mean": x.mean((0, 2, 3)),
        "bn/variance": x.var((0, 2, 3), unbiased=False)} for x in everything])
