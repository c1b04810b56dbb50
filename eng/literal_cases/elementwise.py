"""Functions of one and two values, and arithmetic that broadcasts."""
import torch

# Name, function, bounds of the arguments, whether there is a gradient worth the name.
UNARY = [
    ("Negate", torch.neg, -2, 2), ("Abs", torch.abs, -2, 2), ("Exp", torch.exp, -3, 3), ("Log", torch.log, 0.1, 5),
    ("Sqrt", torch.sqrt, 0.1, 5), ("Tanh", torch.tanh, -3, 3), ("Sigmoid", torch.sigmoid, -5, 5), ("Floor", torch.floor, -3, 3), ("Sin",
        torch.sin, -7, 7),
    ("Cos", torch.cos, -7, 7), ("Tan", torch.tan, -1.2, 1.2), ("Asin", torch.asin, -0.9, 0.9), ("Acos", torch.acos, -0.9, 0.9),
    ("Atan", torch.atan, -4, 4), ("Sinh", torch.sinh, -3, 3), ("Cosh", torch.cosh, -3, 3), ("Asinh", torch.asinh, -4, 4),
    ("Acosh", torch.acosh, 1.1, 5), ("Atanh", torch.atanh, -0.9, 0.9), ("Erf", torch.erf, -2.5, 2.5), ("Round", torch.round, -3, 3),
    ("Ceiling", torch.ceil, -3, 3), ("Sign", torch.sign, -2, 2), ("Square", torch.square, -2, 2), ("Relu", torch.relu, -2, 2),
]


def add(record):
    for name, function, low, high in UNARY:
        record(f"unary/{name}", function, low=low, high=high, x=(2, 5))
    record("unary/Round halves", torch.round, gradients=False, x=[-2.5, -1.5, -0.5, 0.5, 1.5, 2.5])
    special = [float("nan"), float("inf"), float("-inf"), 0, -1.5]
    record("unary/IsNaN", lambda x: torch.isnan(x).double(), gradients=False, x=special)
    record("unary/IsInfinity", lambda x: torch.isinf(x).double(), gradients=False, x=special)
    record("unary/Not", lambda x: 1 - x, gradients=False, x=[0, 1, 1])

    for name, function in [("Add", torch.add), ("Subtract", torch.sub), ("Multiply", torch.mul), ("Divide", torch.div),
                           ("Min", torch.minimum), ("Max", torch.maximum)]:
        record(f"binary/{name}", function, low=0.3, x=(2, 1, 3), y=(4, 1))
    record("binary/Power", torch.pow, low=0.2, high=2.5, x=(3, 4), y=(3, 4))
    numerators, denominators = [5.3, -5.3, 5.3, -5.3, 7.75, 0.5], [2.0, 2.0, -2.0, -2.0, 0.5, 3.0]
    record("binary/Remainder", torch.fmod, fixed=("y",), x=numerators, y=denominators)
    record("binary/Modulo", torch.remainder, fixed=("y",), x=numerators, y=denominators)
    left, right = [1.0, 2.0, 3.0, -1.0, 0.0], [2.0, 2.0, 1.0, -1.5, 0.0]
    for name, function in [("Greater", torch.gt), ("Less", torch.lt), ("Equal", torch.eq), ("NotEqual", torch.ne),
                           ("GreaterOrEqual", torch.ge), ("LessOrEqual", torch.le)]:
        record(f"binary/{name}", lambda x, y, f=function: f(x, y).double(), gradients=False, x=left, y=right)
    for name, function in [("And", torch.logical_and), ("Or", torch.logical_or), ("Xor", torch.logical_xor)]:
        record(f"binary/{name}", lambda x, y, f=function: f(x, y).double(), gradients=False, x=[0, 0, 1, 1], y=[0, 1, 0, 1])
    record("select", lambda c, x, y: torch.where(c != 0, x, y), fixed=("c",), c=[[1, 0, 1], [0, 0, 1]], x=(2, 3), y=(3,))

    record("operators", lambda x, y: (x + y, x - y, x * y, x / y, x + 0.75, x - 0.75, x * 0.75, 0.75 - x, -x), low=0.4, x=(2, 3), y=(2, 1))
