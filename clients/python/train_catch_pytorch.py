"""Trains a small PyTorch agent on Catch through vision_gym.py, by proximal policy optimization (Schulman et al. 2017).

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
parser.add_argument("--steps", type=int, default=150_000, help="environment steps over all environments")
parser.add_argument("--envs", type=int, default=64)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--epochs", type=int, default=4, help="passes over the steps of a rollout")
parser.add_argument("--minibatches", type=int, default=4, help="training steps of a pass")
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
        # The step after the end of an episode only begins the next: its action had no effect.
        counts = np.concatenate([step[4] for step in memory])
        states, taken = [torch.from_numpy(np.concatenate([step[k] for step in memory])[counts]) for k in (0, 1)]
        targets = torch.from_numpy(np.concatenate(returns[::-1])[counts])
        with torch.no_grad():
            distribution, values = network(states)
            before, advantages = distribution.log_prob(taken), targets - values
            advantages = (advantages - advantages.mean()) / (advantages.std() + 1e-8)
        for _ in range(args.epochs):
            for part in torch.randperm(len(taken)).chunk(args.minibatches):
                distribution, values = network(states[part])
                ratio, advantage = (distribution.log_prob(taken[part]) - before[part]).exp(), advantages[part]
                surrogate = torch.min(ratio * advantage, ratio.clamp(0.8, 1.2) * advantage)
                loss = (-surrogate + 0.5 * (values - targets[part]) ** 2 - 0.01 * distribution.entropy()).mean()
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(network.parameters(), 0.5)
                optimizer.step()
        if rollout % 20 == 19:
            steps = (rollout + 1) * 15 * args.envs
            print(f"step {steps:,}, mean return {np.mean(recent[-500:]):.2f}, {steps / (time.time() - started):,.0f} steps/s", flush=True)
    print(f"caught {np.mean(np.array(recent[-500:]) > 0):.1%} of the last {len(recent[-500:])} balls")
