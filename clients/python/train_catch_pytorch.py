"""Trains a small PyTorch agent on Catch through vision_gym.py, by REINFORCE with a baseline (Williams 1992).

    ./run.sh serve catch --port 5050 &
    python3 clients/python/train_catch_pytorch.py --port 5050

Needs NumPy and PyTorch.
"""
import argparse
import time

import numpy as np
import torch
from torch import nn

from vision_gym import VisionVectorEnv

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, default=5050)
parser.add_argument("--steps", type=int, default=300_000, help="environment steps over all environments")
parser.add_argument("--envs", type=int, default=64)
parser.add_argument("--seed", type=int, default=1)
args = parser.parse_args()
torch.manual_seed(args.seed)


class Network(nn.Module):
    """The layers of the model actor-small."""

    def __init__(self, frames, actions):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(frames, 16, 6, 4), nn.ReLU(), nn.Conv2d(16, 32, 4, 2), nn.ReLU(), nn.Flatten(), nn.Linear(512, 128), nn.ReLU())
        self.policy, self.value = nn.Linear(128, actions), nn.Linear(128, 1)

    def forward(self, observations):
        features = self.features(observations.float() / 255)
        return torch.distributions.Categorical(logits=self.policy(features)), self.value(features)[:, 0]


with VisionVectorEnv(args.port, num_envs=args.envs) as env:
    network = Network(env.single_observation_space.shape[0], env.single_action_space.n)
    optimizer = torch.optim.Adam(network.parameters(), 1e-3)
    observations, _ = env.reset(seed=args.seed)
    started, recent, is_reset = time.time(), [], np.zeros(args.envs, bool)
    for rollout in range(args.steps // (15 * args.envs)):
        # An episode of Catch has 14 steps, and one more begins the next.
        memory = []
        for _ in range(15):
            with torch.no_grad():
                actions = network(torch.from_numpy(observations))[0].sample().numpy()
            following, rewards, terminations, truncations, info = env.step(actions)
            memory.append((observations, actions, rewards, terminations, ~is_reset))
            is_reset = terminations | truncations
            recent += info["episode"]["r"][info["_episode"]].tolist() if "episode" in info else []
            observations = following
        returns, total = [], np.zeros(args.envs, np.float32)
        for _, _, rewards, terminations, _ in reversed(memory):
            total = rewards + 0.99 * total * ~terminations
            returns.append(total)
        batch = [torch.from_numpy(np.concatenate([step[i] for step in memory])) for i in (0, 1, 4)]
        target = torch.from_numpy(np.concatenate(returns[::-1]))
        distribution, value = network(batch[0])
        advantage = (target - value).detach()
        losses = -distribution.log_prob(batch[1]) * advantage + 0.5 * (value - target) ** 2 - 0.01 * distribution.entropy()
        loss = losses[batch[2]].mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if rollout % 20 == 19:
            steps = (rollout + 1) * 15 * args.envs
            print(f"step {steps:,}, mean return {np.mean(recent[-500:]):.2f}, {steps / (time.time() - started):,.0f} steps/s", flush=True)
    print(f"caught {np.mean(np.array(recent[-500:]) > 0):.1%} of the last {len(recent[-500:])} balls")
