"""Reductions over some axes, which stay with length 1, and over all of them."""
import torch

KINDS = {
    "Sum": lambda x, d: x.sum(d, True),
    "Mean": lambda x, d: x.mean(d, True),
    "Max": lambda x, d: x.amax(d, True),
    "Min": lambda x, d: x.amin(d, True),
    "SumSquare": lambda x, d: (x * x).sum(d, True),
    "L1Norm": lambda x, d: x.abs().sum(d, True),
    "L2Norm": lambda x, d: torch.linalg.vector_norm(x, 2, d, True),
    "LogSum": lambda x, d: x.sum(d, True).log(),
    "LogSumExp": lambda x, d: torch.logsumexp(x, d, True),
}


def product(x, axes):
    for axis in axes:
        x = x.prod(axis, True)
    return x


def last(function):
    """The last of equals: the first from behind."""
    return lambda x, d: x.shape[d] - 1 - function(x.flip(d), d, True)


def add(record):
    for name, function in {**KINDS, "Product": product}.items():
        low = 0.2 if name == "LogSum" else -2
        record(f"reduction/{name} 1", lambda x, f=function: f(x, (1,)), low=low, x=(2, 5, 3))
        record(f"reduction/{name} 0 2", lambda x, f=function: f(x, (0, 2)), low=low, x=(2, 5, 3))
        record(f"reduction/{name}", lambda x, f=function: f(x, (0, 1, 2)), low=low, x=(2, 3, 4))
    record("reduction/Product with zeros", lambda x: product(x, (1,)), x=[[2.0, 0.0, 3.0], [0.0, 1.5, 0.0], [1.0, -2.0, 0.5]])
    ties = [[3.0, 7.0, 7.0, 1.0], [2.0, 2.0, 5.0, 2.0], [9.0, 0.0, -1.0, -1.0]]
    record("reduction/Max of equals", lambda x: x.amax((1,), True), x=ties)
    record("reduction/Min of equals", lambda x: x.amin((1,), True), x=ties)
    record("reduction/ArgMax", lambda x: x.argmax(1, True).double(), gradients=False, x=ties)
    record("reduction/ArgMax last", lambda x: last(torch.argmax)(x, 1).double(), gradients=False, x=ties)
    record("reduction/ArgMin", lambda x: x.argmin(1, True).double(), gradients=False, x=ties)
    record("reduction/ArgMin last", lambda x: last(torch.argmin)(x, 1).double(), gradients=False, x=ties)
    record("reduction/ArgMax 0", lambda x: x.argmax(0, True).double(), gradients=False, x=(4, 3))
