"""Optimizers: what the weights are after each of a few steps, by PyTorch's optimizers.

The loss is sum(c (w - t)^2) / 2 + sum((b - u)^2) / 2, whose t and u differ from step to step. Penalties apply to the weights alone.
"""
import torch

from .recorder import random

CURVATURES = torch.tensor([1.0, 2.0, 0.5])
WEIGHTS, BIAS = [0.8, -1.2, 0.5], [[0.3, -0.4], [1.1, 0.2]]
STEPS = [{"t": random(f"optimizer t {i}", 3), "u": random(f"optimizer u {i}", 2, 2)} for i in range(4)]


class CenteredRmsProp(torch.optim.Optimizer):
    """RMSProp of Mnih et al. 2015: the variance of the gradient and the smallest square are under the root."""

    def __init__(self, parameters, rate, gradient_decay=0.95, square_decay=0.95, smallest=0.01):
        super().__init__(parameters, dict(rate=rate, gradient_decay=gradient_decay, square_decay=square_decay, smallest=smallest))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for w in group["params"]:
                state = self.state[w]
                mean, square = state.get("mean", torch.zeros_like(w)), state.get("square", torch.zeros_like(w))
                state["mean"] = torch.lerp(w.grad, mean, group["gradient_decay"])
                state["square"] = torch.lerp(w.grad ** 2, square, group["square_decay"])
                w -= group["rate"] * w.grad * torch.rsqrt(state["square"] - state["mean"] ** 2 + group["smallest"])


def loss_of(w, b, t, u):
    return (CURVATURES * (w - t) ** 2).sum() / 2 + ((b - u) ** 2).sum() / 2


def add(record):
    def case(name, make, *, decay=None, l1=0.0, clip=None, steps=STEPS):
        w, b = torch.tensor(WEIGHTS, requires_grad=True), torch.tensor(BIAS, requires_grad=True)
        optimizer = make([{"params": [w], "weight_decay": decay}, {"params": [b], "weight_decay": 0}] if decay is not None else [w, b])
        after = []
        for step in steps:
            def closure():
                optimizer.zero_grad()
                loss = loss_of(w, b, step["t"], step["u"])
                loss.backward()
                return loss

            if isinstance(optimizer, torch.optim.LBFGS):
                optimizer.step(closure)
            else:
                closure()
                w.grad += l1 * torch.sign(w.detach())
                if clip:
                    clip([w, b])
                optimizer.step()
            after.append({"net/weights": w.detach().clone(), "net/bias": b.detach().clone()})
        record.steps(f"optimizer/{name}", {"net/weights": WEIGHTS, "net/bias": BIAS, **steps[0]}, steps, after)

    case("Sgd", lambda p: torch.optim.SGD(p, 0.1))
    case("Sgd default rate", lambda p: torch.optim.SGD(p, 1e-3))
    case("Sgd momentum", lambda p: torch.optim.SGD(p, 0.1, momentum=0.8))
    case("Sgd Nesterov", lambda p: torch.optim.SGD(p, 0.1, momentum=0.8, nesterov=True))
    case("Sgd L2", lambda p: torch.optim.SGD(p, 0.1, momentum=0.5), decay=0.3)
    case("Sgd L1", lambda p: torch.optim.SGD(p, 0.1), l1=0.4)
    case("Sgd ClipValue", lambda p: torch.optim.SGD(p, 0.1), clip=lambda p: torch.nn.utils.clip_grad_value_(p, 0.6))
    case("Sgd ClipNorm", lambda p: torch.optim.SGD(p, 0.1), clip=lambda p: torch.nn.utils.clip_grad_norm_(p, 0.9))
    case("Adam", torch.optim.Adam)
    case("Adam parameters", lambda p: torch.optim.Adam(p, 0.05, (0.7, 0.95), 0.1))
    case("Adam L2", lambda p: torch.optim.Adam(p, 0.05), decay=0.3)
    case("Adam WeightDecay", lambda p: torch.optim.AdamW(p, 0.05), decay=0.3)
    case("Adagrad", lambda p: torch.optim.Adagrad(p, 1e-3))
    case("Adagrad parameters", lambda p: torch.optim.Adagrad(p, 0.2, eps=0.3))
    case("RmsProp", lambda p: torch.optim.RMSprop(p, 1e-3, 0.9))
    case("RmsProp parameters", lambda p: torch.optim.RMSprop(p, 0.05, 0.7, 0.2))
    case("RmsProp momentum", lambda p: torch.optim.RMSprop(p, 0.05, 0.9, momentum=0.6))
    case("CenteredRmsProp", lambda p: CenteredRmsProp(p, 2.5e-4))
    case("CenteredRmsProp parameters", lambda p: CenteredRmsProp(p, 0.05, 0.7, 0.8, 0.1))
    # The curvature is estimated from steps on one and the same loss.
    case("LimitedMemoryBfgs", lambda p: torch.optim.LBFGS(p, 1, max_iter=1, tolerance_grad=0, tolerance_change=0, history_size=10),
        steps=STEPS[:1] * 4)
    case("LimitedMemoryBfgs history", lambda p: torch.optim.LBFGS(p, 0.6, max_iter=1, tolerance_grad=0, tolerance_change=0, history_size=2),
        steps=STEPS[:1] * 5)
