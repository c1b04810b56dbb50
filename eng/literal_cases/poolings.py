"""Pooling: pixel by pixel from the definition, checked here against PyTorch where it has the same kind."""
import itertools

import torch
import torch.nn.functional as F


class Window:
    """How a window moves along one axis; `positions` counts as the `fit` says."""

    def __init__(self, size, stride=1, before=0, after=0, dilation=1, fit="Floor"):
        self.size, self.stride, self.before, self.after, self.dilation, self.fit = size, stride, before, after, dilation, fit

    def positions(self, length):
        reach = (self.size - 1) * self.dilation + 1
        room = length + self.before + self.after - reach
        if self.fit in ("Exact", "Floor"):
            return room // self.stride + 1
        starts = -(-(length + self.before) // self.stride)
        return starts if self.fit == "Truncate" else min(starts, -(-room // self.stride) + 1)

    def taps(self, position, low, high):
        """The places under the window at a position that lie from `low` up to, not including, `high`."""
        start = position * self.stride - self.before
        return [place for place in range(start, start + self.size * self.dilation, self.dilation) if low <= place < high]


def pool(x, kind, windows):
    lengths = x.shape[2:]
    outputs = []
    counts = [window.positions(length) for window, length in zip(windows, lengths)]
    for position in itertools.product(*map(range, counts)):
        places = list(itertools.product(*(w.taps(p, 0, n) for w, p, n in zip(windows, position, lengths))))
        seen = torch.stack([x[(slice(None), slice(None), *place)] for place in places]) if places else torch.zeros(1, *x.shape[:2])
        whole = 1
        for w, p, n in zip(windows, position, lengths):
            whole *= len(w.taps(p, -w.before, n + w.after))
        outputs.append({
            "Max": lambda: seen.max(0).values,
            "Min": lambda: seen.min(0).values,
            "Average": lambda: seen.mean(0),
            "PaddedAverage": lambda: seen.sum(0) / whole,
            "Sum": lambda: seen.sum(0),
            "Norm": lambda: (seen ** 2).sum(0).sqrt(),
        }[kind]())
    return torch.stack(outputs, -1).reshape(*x.shape[:2], *counts)


def distance_weighted(x, windows):
    """Means weighted by 1 / (1 + distance from the center of the window), over the pixels that are there."""
    lengths = x.shape[2:]
    counts = [window.positions(length) for window, length in zip(windows, lengths)]
    outputs = []
    for position in itertools.product(*map(range, counts)):
        total, weight_sum = 0, 0
        for tap in itertools.product(*(range(w.size) for w in windows)):
            place = [p * w.stride - w.before + t * w.dilation for p, w, t in zip(position, windows, tap)]
            if any(not 0 <= at < n for at, n in zip(place, lengths)):
                continue
            weight = 1 / (1 + sum(((t - (w.size - 1) / 2) * w.dilation) ** 2 for t, w in zip(tap, windows)) ** 0.5)
            total, weight_sum = total + weight * x[(slice(None), slice(None), *place)], weight_sum + weight
        outputs.append(total / weight_sum)
    return torch.stack(outputs, -1).reshape(*x.shape[:2], *counts)


def check():
    x = torch.randn(2, 3, 7, 6)
    w = [Window(3, 2, 1, 1), Window(2, 2)]
    assert torch.allclose(pool(x, "Max", w), F.max_pool2d(x, (3, 2), 2, (1, 0)))
    assert torch.allclose(pool(x, "Average", w), F.avg_pool2d(x, (3, 2), 2, (1, 0), count_include_pad=False))
    assert torch.allclose(pool(x, "PaddedAverage", w), F.avg_pool2d(x, (3, 2), 2, (1, 0)))
    assert torch.allclose(pool(x, "Norm", [Window(3, 2), Window(2, 2)]), F.lp_pool2d(x, 2, (3, 2), 2))
    w = [Window(3, 2, 1, 1, 1, "Ceiling"), Window(3, 2, 1, 1, 1, "Ceiling")]
    assert torch.allclose(pool(x, "Max", w), F.max_pool2d(x, 3, 2, 1, ceil_mode=True))
    assert torch.allclose(pool(x, "PaddedAverage", w), F.avg_pool2d(x, 3, 2, 1, ceil_mode=True))
    w = [Window(2, 1, 0, 0, 2), Window(3, 1, 1, 1, 2)]
    assert torch.allclose(pool(x, "Max", w), F.max_pool2d(x, (2, 3), 1, (0, 1), (2, 2)))


def unpooled(x):
    y, places = F.max_pool2d(x, 2, 2, return_indices=True)
    return y, places.double(), F.max_unpool2d(2 * y, places, 2, 2, output_size=x.shape)


def add(record):
    check()
    for kind in ("Max", "Min", "Average", "PaddedAverage", "Sum", "Norm"):
        # No value twice, so that an extreme has one place, and none near 0, so that a norm has a slope.
        def case(name, function, shape):
            record(f"pooling/{kind} {name}", function, low=0.1, high=3, x=shape)

        case("asymmetric", lambda x, k=kind: pool(x, k, [Window(3, 2, 2, 1), Window(2, 1, 0, 1)]), (2, 1, 5, 4))
        case("Exact", lambda x, k=kind: pool(x, k, [Window(3, 2), Window(2, 2)]), (2, 1, 5, 4))
        case("Floor", lambda x, k=kind: pool(x, k, [Window(2, 2), Window(3, 3, 1)]), (1, 1, 5, 6))
        case("Ceiling", lambda x, k=kind: pool(x, k, [Window(3, 2, 1, 1, 1, "Ceiling"), Window(2, 2, 0, 0, 1, "Ceiling")]), (1, 1, 6, 5))
        case("Truncate", lambda x, k=kind: pool(x, k, [Window(3, 2, 1, 0, 1, "Truncate"), Window(3, 1, 0, 0, 1, "Truncate")]), (2, 1, 5, 4))
        # Six pixels under 4 with stride 3 want one more, behind; seven under 3 with stride 3 have one too many, at the end.
        case("Pad", lambda x, k=kind: pool(x, k, [Window(4, 3, 0, 1), Window(4, 3, 0, 1)]), (1, 1, 6, 6))
        case("Crop", lambda x, k=kind: pool(x[:, :, :6, :6], k, [Window(3, 3), Window(3, 3)]), (1, 1, 7, 7))
        case("dilation", lambda x, k=kind: pool(x, k, [Window(2, 1, 1, 0, 2), Window(2, 2, 0, 0, 2)]), (1, 1, 5, 5))
        case("1d", lambda x, k=kind: pool(x, k, [Window(3, 2, 1, 1)]), (2, 2, 7))
        case("3d", lambda x, k=kind: pool(x, k, [Window(2, 1, 1, 0), Window(2, 2), Window(3, 1, 1, 1)]), (1, 1, 3, 4, 3))

    record("pooling/MaxPool", lambda x: F.max_pool2d(x, 2), x=(2, 2, 4, 6))
    record("pooling/AveragePool", lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False), x=(2, 2, 5, 3))
    record("pooling/NormPool 2", lambda x: F.lp_pool2d(x, 2, 2, 2), low=0.1, high=2, x=(2, 2, 4, 4))
    record("pooling/NormPool 3", lambda x: torch.pow(F.avg_pool2d(x.abs() ** 3, (2, 3), (1, 1)) * 6, 1 / 3), x=(2, 2, 3, 4))
    record("pooling/GlobalAveragePool", lambda x: x.mean((2, 3), True), x=(1, 3, 3, 4))
    record("pooling/GlobalMaxPool", lambda x: x.amax((2, 3), True), x=(1, 3, 3, 4))
    record("pooling/GlobalNormPool", lambda x: torch.linalg.vector_norm(x, 2, (2, 3), True), x=(1, 3, 3, 4))
    record("pooling/GlobalNormPool 3", lambda x: torch.linalg.vector_norm(x, 3, (2,), True), x=(2, 3, 5))
    record("pooling/MaxPoolWithIndices", unpooled, x=(2, 2, 4, 6))
    record("pooling/DistanceWeightedAveragePool", lambda x: distance_weighted(x, [Window(3, 2, 1, 1), Window(3, 2, 1, 1)]), x=(2, 2, 5, 3))
    record("pooling/DistanceWeightedAveragePool given", lambda x: distance_weighted(x, [Window(2, 1, 0, 1), Window(3, 2, 1, 0)]),
        x=(1, 2, 3, 4))
