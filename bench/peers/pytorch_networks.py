#!/usr/bin/env python3
"""Networks for pictures of 224x224 in PyTorch, as a child process of the comparison. Inference only, random weights.

One command a line on stdin, one answer a line on stdout; between commands the process sleeps in a blocking read.

    info             a line of JSON: versions, kernels, threads
    open NAME        makes mobilenet-v1 or resnet-18
    export FILE      that network as an ONNX file for a batch of one
    values FILE      the output for the little-endian float32 pictures in the file, [N, 3, 224, 224]
    forward B N      N forward passes of B pictures; milliseconds a pass
    quit
"""

import sys
import time

import pytorch_dqn  # sets the threads before torch starts

import torch
from torch import nn

SIDE = 224


def normalized(inputs, outputs, size, stride=1, groups=1):
    norm = nn.BatchNorm2d(outputs)
    nn.init.uniform_(norm.weight, 0.8, 1.2)
    nn.init.uniform_(norm.bias, -0.1, 0.1)
    convolution = nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False)
    nn.init.kaiming_normal_(convolution.weight)
    return nn.Sequential(convolution, norm)


def mobilenet_v1():
    """Howard et al. 2017, table 1."""
    layers, channels = [normalized(3, 32, 3, 2), nn.ReLU()], 32
    for filters, stride in [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + 5 * [(512, 1)] + [(1024, 2), (1024, 1)]:
        layers += [normalized(channels, channels, 3, stride, channels), nn.ReLU(), normalized(channels, filters, 1), nn.ReLU()]
        channels = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 1000))


class Block(nn.Module):
    """He et al. 2016, figure 5, left."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.residual = nn.Sequential(normalized(inputs, outputs, 3, stride), nn.ReLU(), normalized(outputs, outputs, 3))
        self.shortcut = nn.Identity() if stride == 1 and inputs == outputs else normalized(inputs, outputs, 1, stride)

    def forward(self, x):
        return torch.relu(self.residual(x) + self.shortcut(x))


def resnet_18():
    """He et al. 2016, table 1."""
    layers, channels = [normalized(3, 64, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1)], 64
    for outputs, stride in [(64, 1), (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1)]:
        layers.append(Block(channels, outputs, stride))
        channels = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 1000))


class Peer:
    def __init__(self, channels_last):
        self.format = torch.channels_last if channels_last else torch.contiguous_format
        self.network = None

    def open(self, name):
        torch.manual_seed(1)
        self.network = {"mobilenet-v1": mobilenet_v1, "resnet-18": resnet_18}[name]().eval().to(memory_format=self.format)

    def export(self, path):
        torch.onnx.export(self.network, torch.zeros(1, 3, SIDE, SIDE), path, input_names=["images"], output_names=["logits"], opset_version=13)

    def values(self, path):
        with open(path, "rb") as file, torch.inference_mode():
            pictures = torch.frombuffer(bytearray(file.read()), dtype=torch.float32).reshape(-1, 3, SIDE, SIDE)
            return self.network(pictures.contiguous(memory_format=self.format)).flatten().tolist()

    def forward(self, batch, count):
        pictures = torch.rand(batch, 3, SIDE, SIDE).contiguous(memory_format=self.format)
        with torch.inference_mode():
            begin = time.perf_counter()
            for _ in range(count):
                self.network(pictures)
            return (time.perf_counter() - begin) * 1e3 / count


def main():
    peer = Peer("--channels-last" in sys.argv)
    for line in sys.stdin:
        words = line.split()
        if not words:
            continue
        command, rest = words[0], line.split(None, 1)[1].strip() if len(words) > 1 else ""
        if command == "quit":
            break
        if command == "info":
            answer = pytorch_dqn.info()
        elif command in ("open", "export"):
            getattr(peer, command)(rest)
            answer = "ok"
        elif command == "values":
            answer = " ".join(map(repr, peer.values(rest)))
        elif command == "forward":
            answer = f"{peer.forward(int(words[1]), int(words[2])):.6f}"
        else:
            answer = f"error: there is no command {command}"
        print(answer, flush=True)


if __name__ == "__main__":
    main()
