#!/usr/bin/env python3
"""The network of Mnih et al. 2015 in PyTorch, as a child process of the comparison.

One command a line on stdin, one answer a line on stdout; between commands the process sleeps in a blocking read.

    info             a line of JSON: versions, kernels, threads
    load FILE        weights and one batch, written by the comparison (see read_file)
    loss             the Huber loss of the batch
    steps N          N training steps on the batch; the loss before each of them
    train N          N training steps; milliseconds a step
    forward B N      N forward passes of B observations without gradients; milliseconds a pass
    export FILE      the network as an ONNX file with a free batch size
    quit
"""

import json
import os
import struct
import sys
import time

# Not spinning between steps: the other side of the comparison runs on the same cores while this one waits.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("GOMP_SPINCOUNT", "0")
THREADS = int(os.environ.setdefault("OMP_NUM_THREADS", "2"))

import torch  # noqa: E402
from torch import nn  # noqa: E402

torch.set_num_threads(THREADS)
torch.set_num_interop_threads(1)

ACTIONS = 4
BATCH = 32
LEARNING_RATE = 2.5e-4


def build():
    return nn.Sequential(
        nn.Conv2d(4, 32, 8, 4), nn.ReLU(),
        nn.Conv2d(32, 64, 4, 2), nn.ReLU(),
        nn.Conv2d(64, 64, 3, 1), nn.ReLU(),
        nn.Flatten(),
        nn.Linear(64 * 7 * 7, 512), nn.ReLU(),
        nn.Linear(512, ACTIONS),
    )


class Peer:
    def __init__(self, channels_last):
        torch.manual_seed(1)
        self.format = torch.channels_last if channels_last else torch.contiguous_format
        self.network = build().to(memory_format=self.format)
        self.states = torch.rand(BATCH, 4, 84, 84).contiguous(memory_format=self.format)
        self.chosen = nn.functional.one_hot(torch.randint(0, ACTIONS, (BATCH,)), ACTIONS).float()
        self.targets = torch.randn(BATCH, 1)
        self.start()

    def start(self):
        self.optimizer = torch.optim.Adam(self.network.parameters(), lr=LEARNING_RATE, betas=(0.9, 0.999), eps=1e-8, foreach=True)
        self.huber = nn.HuberLoss(delta=1.0)

    def value_loss(self):
        value = (self.network(self.states) * self.chosen).sum(1, keepdim=True)
        return self.huber(value, self.targets)

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.value_loss()
        loss.backward()
        self.optimizer.step()
        return loss

    def read_file(self, path):
        """Little-endian: for each tensor its length (int32) and floats, in the order of the list below. Filters are [O, C, KH, KW],
        dense weights [in, out], the batch [32, 4, 84, 84], the chosen actions one-hot [32, 4], the targets [32, 1]."""
        layers = [layer for layer in self.network if hasattr(layer, "weight")]
        with open(path, "rb") as file:
            def tensor(shape):
                (length,) = struct.unpack("<i", file.read(4))
                values = torch.frombuffer(bytearray(file.read(4 * length)), dtype=torch.float32)
                return values.reshape(shape)

            with torch.no_grad():
                for layer in layers:
                    if isinstance(layer, nn.Linear):
                        layer.weight.copy_(tensor((layer.in_features, layer.out_features)).t())
                    else:
                        layer.weight.copy_(tensor(tuple(layer.weight.shape)))
                    layer.bias.copy_(tensor(tuple(layer.bias.shape)))
            self.states = tensor((BATCH, 4, 84, 84)).clone().contiguous(memory_format=self.format)
            self.chosen = tensor((BATCH, ACTIONS)).clone()
            self.targets = tensor((BATCH, 1)).clone()
        self.start()

    def train(self, count):
        begin = time.perf_counter()
        for _ in range(count):
            self.step()
        return (time.perf_counter() - begin) * 1e3 / count

    def forward(self, batch, count):
        observations = self.states[:1].expand(batch, -1, -1, -1).contiguous(memory_format=self.format)
        with torch.inference_mode():
            begin = time.perf_counter()
            for _ in range(count):
                self.network(observations)
            return (time.perf_counter() - begin) * 1e3 / count

    def export(self, path):
        torch.onnx.export(self.network.eval(), self.states, path, input_names=["observations"], output_names=["values"],
                          dynamic_axes={"observations": {0: "batch"}, "values": {0: "batch"}}, opset_version=13)


def blas_core():
    """The kernels that OpenBLAS chose, asked of the library that is loaded into this process."""
    import ctypes
    paths = {line.split()[-1] for line in open("/proc/self/maps") if "openblas" in line or "libblas" in line}
    for path in sorted(paths):
        library = ctypes.CDLL(path)
        if not hasattr(library, "openblas_get_corename"):
            continue
        library.openblas_get_corename.restype = ctypes.c_char_p
        library.openblas_get_config.restype = ctypes.c_char_p
        return f"{library.openblas_get_config().decode().strip()}, kernels {library.openblas_get_corename().decode()}, {library.openblas_get_num_threads()} threads"
    return "no OpenBLAS: " + ", ".join(sorted(paths))


def info():
    return json.dumps({
        "torch": torch.__version__,
        "mkldnn": torch.backends.mkldnn.is_available(),
        "mkl": torch.backends.mkl.is_available(),
        "threads": torch.get_num_threads(),
        "blas": blas_core(),
        "config": " | ".join(line.strip(" -") for line in torch.__config__.show().splitlines() if line.strip() and "Build settings" not in line),
    })


def main():
    peer = Peer("--channels-last" in sys.argv)
    for line in sys.stdin:
        words = line.split()
        if not words:
            continue
        command, rest = words[0], words[1:]
        if command == "quit":
            break
        if command == "info":
            answer = info()
        elif command == "load":
            peer.read_file(line.split(None, 1)[1].strip())
            answer = "ok"
        elif command == "loss":
            answer = repr(peer.value_loss().item())
        elif command == "steps":
            answer = " ".join(repr(peer.step().item()) for _ in range(int(rest[0])))
        elif command == "train":
            answer = f"{peer.train(int(rest[0])):.6f}"
        elif command == "forward":
            answer = f"{peer.forward(int(rest[0]), int(rest[1])):.6f}"
        elif command == "export":
            peer.export(line.split(None, 1)[1].strip())
            answer = "ok"
        else:
            answer = f"error: there is no command {command}"
        print(answer, flush=True)


if __name__ == "__main__":
    main()
