"""Activation functions; each with its defaults and with other parameters."""
import torch
import torch.nn.functional as F


def add(record):
    def curve(name, function, low=-4.0, high=4.0, shape=(2, 7)):
        record(f"activation/{name}", function, low=low, high=high, x=shape)

    curve("Relu", torch.relu)
    curve("Sigmoid", torch.sigmoid)
    curve("Tanh", torch.tanh)
    curve("Exp", torch.exp)
    curve("LeakyRelu", F.leaky_relu)
    curve("LeakyRelu 0.2", lambda x: F.leaky_relu(x, 0.2))
    curve("Elu", F.elu)
    curve("Elu 0.7", lambda x: F.elu(x, 0.7))
    curve("Selu", F.selu)
    curve("Gelu", lambda x: 0.5 * x * (1 + torch.tanh((2 / torch.pi) ** 0.5 * (x + 0.044715 * x ** 3))))
    curve("Gelu exact", F.gelu)
    curve("Softplus", F.softplus)
    curve("Softplus far", F.softplus, -60, 60)
    curve("Softsign", F.softsign)
    curve("HardSigmoid", lambda x: torch.clamp(0.2 * x + 0.5, 0, 1))
    curve("HardSigmoid 0.3 0.4", lambda x: torch.clamp(0.3 * x + 0.4, 0, 1))
    curve("HardTanh", F.hardtanh)
    curve("Swish", F.silu)
    curve("Linear", lambda x: x)
    curve("Linear 1.5 -0.25", lambda x: 1.5 * x - 0.25)
    curve("Celu", F.celu)
    curve("Celu 0.6", lambda x: F.celu(x, 0.6))
    curve("Mish", F.mish)
    curve("HardSwish", F.hardswish)
    curve("ThresholdedRelu", lambda x: F.threshold(x, 1.0, 0.0))
    curve("ThresholdedRelu 0.4", lambda x: F.threshold(x, 0.4, 0.0))
    curve("Shrink", F.hardshrink)
    # ONNX: y = x + bias below -lambd, x - bias above lambd, else 0.
    curve("Shrink 1.1 0.3", lambda x: torch.where(x < -1.1, x + 0.3, torch.where(x > 1.1, x - 0.3, torch.zeros_like(x))))
    curve("SoftShrink", F.softshrink)
    curve("SoftShrink 0.8", lambda x: F.softshrink(x, 0.8))
    curve("Softmin", lambda x: F.softmin(x, -1))
    curve("Softmin 0", lambda x: F.softmin(x, 0))
    curve("Softmax", lambda x: F.softmax(x, -1))
    curve("Softmax 1", lambda x: F.softmax(x, 1), shape=(2, 5, 3))
    curve("LogSoftmax", lambda x: F.log_softmax(x, -1))
    curve("LogSoftmax 1", lambda x: F.log_softmax(x, 1), shape=(2, 5, 3))
    # Long rows, for which a device may take another way.
    curve("Softmax long", lambda x: F.softmax(x, -1), shape=(1, 65))
    curve("LogSoftmax long", lambda x: F.log_softmax(x, -1), shape=(1, 65))
    curve("Glu", lambda x: F.glu(x, 1), shape=(2, 4, 3))
    curve("Glu -1", lambda x: F.glu(x, -1), shape=(3, 2, 4))
    curve("Maxout", lambda x: x.reshape(2, 2, 3, 4).max(2).values, shape=(2, 6, 4))
    record("activation/ParametricRelu", F.prelu, low=-3, x=(2, 3, 4), act__slope=torch.tensor([0.25, -0.5, 1.5]))
    record("activation/ParametricRelu given", lambda x, slope: torch.where(x > 0, x, slope * x), x=(2, 3, 4), slope=(3, 1))
    # Xu et al. 2015: the slope is the middle of the interval at inference.
    curve("RandomizedLeakyRelu", lambda x: F.leaky_relu(x, (1 / 8 + 1 / 3) / 2))
    curve("RandomizedLeakyRelu 0.1 0.5", lambda x: F.rrelu(x, 0.1, 0.5, training=False))
