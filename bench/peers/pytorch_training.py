#!/usr/bin/env python3
"""Training steps in PyTorch, as a child process of the comparison.

One command a line on stdin, one answer a line on stdout; between commands the process sleeps in a blocking read.

    info                   a line of JSON: versions, kernels, threads
    open NAME BATCH SIDE   lenet-theano, resnet18 or mobilenet-v1 on random pictures: softmax cross-entropy, SGD;
                           dqn: see pytorch_dqn.py; ppo-impala-small: the loss of PPO, gradients clipped by their norm, Adam
    parameters             the number of trainable values
    load FILE              weights and one batch of dqn or ppo-impala-small, written by the comparison
    steps N                N training steps; the loss before each of them
    train N                N training steps; milliseconds a step
    quit
"""

import struct
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


class Classifier:
    def __init__(self, name, batch, side, memory_format):
        torch.manual_seed(1)
        network = {"lenet-theano": lenet_theano, "resnet18": resnet_18, "mobilenet-v1": mobilenet_v1}[name]()
        self.network = network.train().to(memory_format=memory_format)
        channels, classes = (1, 10) if name == "lenet-theano" else (3, 1000)
        self.pictures = torch.rand(batch, channels, side, side).contiguous(memory_format=memory_format)
        self.labels = torch.randint(classes, (batch,))
        self.loss = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.network.parameters(), LEARNING_RATE)

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss(self.network(self.pictures), self.labels)
        loss.backward()
        self.optimizer.step()
        return loss


class Impala(nn.Module):
    """The smaller network of Espeholt et al. 2018 without the LSTM."""

    ACTIONS = 18

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(4, 16, 8, 4), nn.ReLU(), nn.Conv2d(16, 32, 4, 2), nn.ReLU(), nn.Flatten(),
                                      nn.Linear(32 * 9 * 9, 256), nn.ReLU())
        self.policy, self.value = nn.Linear(256, self.ACTIONS), nn.Linear(256, 1)

    def forward(self, observations):
        features = self.features(observations)
        return self.policy(features), self.value(features)

    def layers(self):
        return [self.features[0], self.features[2], self.features[5], self.policy, self.value]


class Ppo:
    """A minibatch of Schulman et al. 2017, with the hyperparameters of its table 5."""

    CLIP, VALUE, ENTROPY, NORM, RATE = 0.1, 1.0, 0.01, 0.5, 2.5e-4

    def __init__(self, batch, side, memory_format):
        self.format, self.batch, self.side = memory_format, batch, side
        self.network = Impala().to(memory_format=memory_format)
        self.optimizer = torch.optim.Adam(self.network.parameters(), lr=self.RATE, eps=1e-5, foreach=True)

    def read_file(self, path):
        """Little-endian: for each tensor its length (int32) and floats. Filters are [O, C, KH, KW], dense weights [in, out], the
        observations [N, 4, H, W], the actions one-hot [N, 18], and the old log probabilities, the advantages and the returns [N, 1]."""
        with open(path, "rb") as file:
            def tensor(*shape):
                (length,) = struct.unpack("<i", file.read(4))
                return torch.frombuffer(bytearray(file.read(4 * length)), dtype=torch.float32).reshape(shape)

            with torch.no_grad():
                for layer in self.network.layers():
                    if isinstance(layer, nn.Linear):
                        layer.weight.copy_(tensor(layer.in_features, layer.out_features).t())
                    else:
                        layer.weight.copy_(tensor(*layer.weight.shape))
                    layer.bias.copy_(tensor(*layer.bias.shape))
            self.states = tensor(self.batch, 4, self.side, self.side).clone().contiguous(memory_format=self.format)
            self.actions = tensor(self.batch, Impala.ACTIONS).argmax(1)
            self.old, self.advantages, self.returns = (tensor(self.batch, 1)[:, 0].clone() for _ in range(3))
        self.optimizer = torch.optim.Adam(self.network.parameters(), lr=self.RATE, eps=1e-5, foreach=True)

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        logits, values = self.network(self.states)
        policy = torch.distributions.Categorical(logits=logits, validate_args=False)
        ratio = (policy.log_prob(self.actions) - self.old).exp()
        surrogate = torch.min(ratio * self.advantages, ratio.clamp(1 - self.CLIP, 1 + self.CLIP) * self.advantages)
        squares = 0.5 * (values[:, 0] - self.returns) ** 2
        loss = (self.VALUE * squares - surrogate - self.ENTROPY * policy.entropy()).mean()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), self.NORM)
        self.optimizer.step()
        return loss


class Peer:
    def __init__(self, channels_last):
        self.channels_last = channels_last
        self.format = torch.channels_last if channels_last else torch.contiguous_format

    def open(self, name, batch, side):
        if name == "dqn":
            self.learner = pytorch_dqn.Peer(self.channels_last)
        elif name == "ppo-impala-small":
            self.learner = Ppo(batch, side, self.format)
        else:
            self.learner = Classifier(name, batch, side, self.format)

    def parameters(self):
        return sum(parameter.numel() for parameter in self.learner.network.parameters())

    def train(self, count):
        begin = time.perf_counter()
        for _ in range(count):
            self.learner.step()
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
        elif words[0] == "load":
            peer.learner.read_file(line.split(None, 1)[1].strip())
            answer = "ok"
        elif words[0] == "steps":
            answer = " ".join(repr(peer.learner.step().item()) for _ in range(int(words[1])))
        elif words[0] == "train":
            answer = f"{peer.train(int(words[1])):.6f}"
        else:
            answer = f"error: there is no command {words[0]}"
        print(answer, flush=True)


if __name__ == "__main__":
    main()
