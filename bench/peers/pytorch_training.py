#!/usr/bin/env python3
"""Training steps of classifiers in PyTorch, as a child process of the comparison: forward, softmax cross-entropy, backward, SGD.

One command a line on stdin, one answer a line on stdout; between commands the process sleeps in a blocking read.

    info                   a line of JSON: versions, kernels, threads
    open NAME BATCH SIDE   makes lenet-theano, resnet18 or mobilenet-v1 and a batch of random pictures
    parameters             the number of trainable values
    train N                N training steps; milliseconds a step
    quit
"""

import sys
import time

import pytorch_dqn  # sets the threads before torch starts
from pytorch_networks import mobilenet_v1, resnet_18

import torch
from torch import nn

LEARNING_RATE = 0.01


def lenet_theano():
    """LeNet of the Theano deep learning tutorial."""
    return nn.Sequential(
        nn.Conv2d(1, 20, 5), nn.MaxPool2d(2), nn.Tanh(),
        nn.Conv2d(20, 50, 5), nn.MaxPool2d(2), nn.Tanh(),
        nn.Flatten(), nn.Linear(800, 500), nn.Tanh(), nn.Linear(500, 10))


class Peer:
    def __init__(self, channels_last):
        self.format = torch.channels_last if channels_last else torch.contiguous_format

    def open(self, name, batch, side):
        torch.manual_seed(1)
        network = {"lenet-theano": lenet_theano, "resnet18": resnet_18, "mobilenet-v1": mobilenet_v1}[name]()
        self.network = network.train().to(memory_format=self.format)
        channels, classes = (1, 10) if name == "lenet-theano" else (3, 1000)
        self.pictures = torch.rand(batch, channels, side, side).contiguous(memory_format=self.format)
        self.labels = torch.randint(classes, (batch,))
        self.loss = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.network.parameters(), LEARNING_RATE)

    def parameters(self):
        return sum(parameter.numel() for parameter in self.network.parameters())

    def train(self, count):
        begin = time.perf_counter()
        for _ in range(count):
            self.optimizer.zero_grad(set_to_none=True)
            self.loss(self.network(self.pictures), self.labels).backward()
            self.optimizer.step()
        return (time.perf_counter() - begin) * 1e3 / count


def main():
    peer = Peer("--channels-last" in sys.argv)
    for line in sys.stdin:
        words = line.split()
        if not words:
            continue
        if words[0] == "quit":
            break
        if words[0] == "info":
            answer = pytorch_dqn.info()
        elif words[0] == "open":
            peer.open(words[1], int(words[2]), int(words[3]))
            answer = "ok"
        elif words[0] == "parameters":
            answer = str(peer.parameters())
        elif words[0] == "train":
            answer = f"{peer.train(int(words[1])):.6f}"
        else:
            answer = f"error: there is no command {words[0]}"
        print(answer, flush=True)


if __name__ == "__main__":
    main()
