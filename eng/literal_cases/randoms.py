"""Random numbers: Philox4x32-10 (Salmon et al. 2011) written out, and the layers that draw them."""
import math

import torch

MASK = 0xFFFFFFFF


def philox(counter, key):
    """Ten rounds over four counter words and two key words."""
    c, (k0, k1) = list(counter), key
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k0, p1 & MASK, (p0 >> 32) ^ c[3] ^ k1, p0 & MASK]
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return c


# The known answers that the authors publish with Random123.
assert philox([0] * 4, (0, 0)) == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]
assert philox([MASK] * 4, (MASK, MASK)) == [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]
assert philox([0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344], (0xA4093822, 0x299F31D0)) == [0xD16CFE09, 0x94FDCCEB, 0x5001E420,
    0x24126EA1]


def stream_of(name, seed=0):
    """FNV-1a over the name, then the finalizer of SplitMix64."""
    limit, value = (1 << 64) - 1, 14695981039346656037
    for letter in name:
        value = ((value ^ ord(letter)) * 1099511628211) & limit
    value = (value + seed * 0x9E3779B97F4A7C15) & limit
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & limit
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & limit
    return value ^ (value >> 31)


def words(stream, counter, count):
    key = (stream & MASK, stream >> 32)
    return [philox([i // 4, 0, counter[0], counter[1]], key)[i % 4] for i in range(count)]


def uniform(name, counter, *shape, seed=0):
    count = math.prod(shape)
    return torch.tensor([(word >> 8) * 2.0 ** -24 for word in words(stream_of(name, seed), counter, count)]).reshape(shape)


def normal(name, counter, *shape, seed=0):
    """Box and Muller 1958: two values from two words."""
    count = math.prod(shape)
    fractions = [(word >> 8) / 2 ** 24 for word in words(stream_of(name, seed), counter, count + count % 2)]
    values = []
    for first, second in zip(fractions[::2], fractions[1::2]):
        radius = math.sqrt(-2 * math.log(first + 2.0 ** -24))
        values += [radius * math.cos(2 * math.pi * second), radius * math.sin(2 * math.pi * second)]
    return torch.tensor(values[:count]).reshape(shape)


COUNTER = (5, 3)


def add(record):
    counter = torch.tensor(COUNTER).double()

    def draw(name, function):
        record(f"random/{name}", lambda _: function(), gradients=False, random__counter=counter)

    def layer(name, function, shape):
        record(f"random/{name}", lambda x, _: function(x), fixed=("random/counter",), x=shape, random__counter=counter)

    draw("Uniform", lambda: uniform("noise", COUNTER, 3, 5))
    draw("RandomUniform -1 3", lambda: -1 + 4 * uniform("noise", COUNTER, 2, 3, seed=11))
    draw("Normal", lambda: normal("noise", COUNTER, 3, 5))
    draw("RandomNormal 2 0.5", lambda: 2 + 0.5 * normal("noise", COUNTER, 2, 3, seed=11))
    layer("Dropout", lambda x: torch.where(uniform("drop", COUNTER, *x.shape) < 0.4, torch.zeros_like(x), x / 0.6), (3, 5))
    layer("Dropout mask", lambda x: torch.where(uniform("drop", COUNTER, 3, 1) < 0.7, torch.zeros_like(x), x / 0.3), (3, 5))
    layer("SpatialDropout", lambda x: torch.where(uniform("drop", COUNTER, 2, 4, 1, 1) < 0.5, torch.zeros_like(x), x * 2), (2, 4, 2, 3))
    layer("RandomizedLeakyRelu", lambda x: torch.where(x > 0, x, (0.1 + 0.4 * uniform("slope", COUNTER, *x.shape)) * x), (3, 5))
    record("random/Dropout inference", lambda x: x, x=(2, 3))

    # The counter moves on by one a run and carries at 2^24.
    record.steps("random/counter", {"random/counter": [16777214.0, 3.0]}, [{}, {}, {}],
        [{"random/counter": [16777215.0, 3.0]}, {"random/counter": [0.0, 4.0]}, {"random/counter": [1.0, 4.0]}])
