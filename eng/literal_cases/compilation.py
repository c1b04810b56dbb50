"""Small networks that the compiler makes fewer steps of. Without gradients, for which it would have to keep what is in between."""
import torch
import torch.nn.functional as F

from .convolutions import conv
from .recorder import random


def add(record):
    def network(name, function, **inputs):
        record(f"compilation/{name}", function, gradients=False, **inputs)

    same = [(1, 1), (1, 1)]
    image, filters, bias = (1, 2, 3, 4), (3, 2, 3, 3), (3,)
    network("residual", lambda x, w, b, r: torch.relu(conv(x, w, b, same) + r), x=image, conv__filters=filters, conv__bias=bias,
        r=(1, 3, 3, 4))
    network("normalized", lambda x, w, b, g, s, m, v: F.batch_norm(conv(x, w, b, same), m, v, g, s), low=0.2, high=1.5,
            x=image, conv__filters=filters, conv__bias=bias, bn__gamma=(3,), bn__beta=(3,), bn__mean=(3,), bn__variance=(3,))
    network("normalized without a bias", lambda x, w, g, s, m, v: torch.relu(F.batch_norm(conv(x, w, None, same), m, v, g, s)), low=0.2,
        high=1.5,
            x=image, conv__filters=filters, bn__gamma=(3,), bn__beta=(3,), bn__mean=(3,), bn__variance=(3,))
    network("padded", lambda x, w, b: conv(x, w, b, [(0, 1), (2, 1)]), x=image, conv__filters=filters, conv__bias=bias)
    network("scaled", lambda x, w, b: 0.5 * (x @ w + b) - 1, x=(2, 4), layer__weights=(4, 3), layer__bias=(3,))
    network("Relu", lambda x, w, b: torch.relu(conv(x, w, b)), low=-4, high=4, x=(1, 2, 4, 4), conv__filters=filters, conv__bias=bias)
    network("Relu6", lambda x, w, b: F.relu6(conv(x, w, b)), low=-4, high=4, x=(1, 2, 4, 4), conv__filters=filters, conv__bias=bias)
    integers = lambda seed, shape, low, high: random(seed, *shape, low=low, high=high).round()
    network("quantized", lambda x, w, s, o: torch.clamp(torch.round(
        conv(x - 100, w, None, same) * s.reshape(1, 3, 1, 1) + o.reshape(1, 3, 1, 1)) + 17, 0, 255),
        x=integers("quantized x", (1, 5, 4, 6), 0, 255), w=integers("quantized w", (3, 5, 3, 3), -127, 127),
        scale=torch.tensor([0.001, 0.002, 0.003]), offset=torch.tensor([1.5, -20.0, 90.0]))
    network("sums", lambda x, y: (torch.clamp(x - y, min=0) * x).sum((0, 2, 3), keepdim=True), x=(3, 5, 4, 6), y=(1, 5, 1, 1))
    network("means", lambda x, y: ((x - y) ** 2).mean((0, 2), keepdim=True), x=(3, 5, 7), y=(1, 5, 1))
    network("maps", lambda x, y: torch.sigmoid(2 * x + 1) * y - torch.tanh(2 * x + 1) / (1 + y * y), x=(2, 5), y=(5,))
    network("copies", lambda x: x[:, 1:3].permute(2, 0, 1).flip(0).reshape(3, 4), x=(2, 4, 3))
