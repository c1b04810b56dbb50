"""Runs reference functions on small inputs and keeps inputs, outputs and gradients for the tests."""
import json
import zlib

import numpy as np
import torch

torch.set_default_dtype(torch.float64)


def loss_weights(count):
    """What each element of an output weighs in the loss whose gradients are recorded: never 0, exact in single precision."""
    return torch.tensor([((7 * i + 3) % 10 - 4.5) / 4 for i in range(count)])


def random(seed, *shape, low=-2.0, high=2.0):
    """Values of three decimals between two bounds; the same for the same seed, whatever was drawn before."""
    generator = np.random.RandomState(zlib.crc32(seed.encode()))
    return torch.tensor(np.round(generator.uniform(low, high, shape), 3))


class Recorder:
    def __init__(self):
        self.cases = {}

    def __call__(self, name, function, *, fixed=(), gradients=True, low=-2.0, high=2.0, **inputs):
        """Records one case.

        name       What the tests look it up by.
        function   The reference: from the inputs, in order, to one output or a tuple of them.
        fixed      Inputs by which no gradient is taken, such as labels and indices.
        gradients  Whether gradients are recorded: those of the sum of all outputs times `loss_weights`.
        low, high  Between which values inputs are drawn that are given as a shape.
        inputs     A shape, or the values. `a__b` stands for the variable a/b.
        """
        given = {}
        for key, value in inputs.items():
            key = key.replace("__", "/")
            if isinstance(value, tuple):
                value = random(f"{name}:{key}", *value, low=low, high=high)
            given[key] = torch.as_tensor(value, dtype=torch.float64).clone().detach()
        names = [key for key in given if key not in fixed] if gradients else []
        for key in names:
            given[key].requires_grad_()
        outputs = function(*given.values())
        outputs = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
        case = {"given": {key: self._entry(value) for key, value in given.items()}, "expected": [self._entry(output) for output in outputs]}
        if names:
            loss = sum((output.reshape(-1) * loss_weights(output.numel())).sum() for output in outputs if output.requires_grad)
            found = torch.autograd.grad(loss, [given[key] for key in names], allow_unused=True)
            case["gradients"] = {key: self._values(torch.zeros_like(given[key]) if g is None else g) for key, g in zip(names, found)}
        self._add(name, case)

    def steps(self, name, given, steps, after):
        """Records what variables hold after each of several runs. `given` are inputs and initial values, `steps` the inputs of each run."""
        self._add(name, {
            "given": {key: self._entry(torch.as_tensor(value)) for key, value in given.items()},
            "steps": [{key: self._values(torch.as_tensor(value)) for key, value in step.items()} for step in steps],
            "after": [{key: self._values(torch.as_tensor(value)) for key, value in step.items()} for step in after],
        })

    def text(self):
        lines = [f"{json.dumps(name)}: {json.dumps(case, separators=(',', ':'))}" for name, case in self.cases.items()]
        return "{\n" + ",\n".join(lines) + "\n}\n"

    def _add(self, name, case):
        if name in self.cases:
            raise ValueError(f"two cases are called {name}")
        self.cases[name] = case

    def _entry(self, tensor):
        """A tensor as its shape and its values, row by row."""
        return [list(tensor.shape), self._values(tensor)]

    @staticmethod
    def _values(tensor):
        def short(value):
            if value != value:
                return "NaN"
            if value in (float("inf"), float("-inf")):
                return "Infinity" if value > 0 else "-Infinity"
            if value == int(value):
                return int(value)
            return float(f"{value:.6g}")
        return [short(float(value)) for value in tensor.detach().reshape(-1)]
