#!/usr/bin/env python3
"""DQN on Catch in PyTorch, with the network, the replay buffer and all hyperparameters of `train catch`; the game is served to it.

    ./run.sh serve catch --port 5050 &
    python3 bench/peers/pytorch_catch.py --port 5050 --seed 1

Prints the seconds until the mean return of the last 200 episodes, exploration included, reached each level, and evaluates the greedy policy
in 200 episodes at the end. Needs NumPy and PyTorch.
"""
import argparse
import copy
import os
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np  # noqa: E402
import torch  # noqa: E402
from torch import nn  # noqa: E402

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "clients", "python"))
from vision_gym import VisionVectorEnv  # noqa: E402

ENVS, STEPS = 32, 60_000
CAPACITY, STARTS, BATCH, TRAIN_FREQUENCY, TARGET_UPDATE = 40_000, 2_000, 32, 4, 250
DISCOUNT, RATE, EXPLORATION_STEPS, FINAL_EXPLORATION = 0.99, 5e-4, 20_000, 0.05
LEVELS, AVERAGED, EPISODES = (0.5, 0.8, 0.9), 200, 200


def build(actions):
    """The network dqn-small: He's initial weights, as `train` has them."""
    network = nn.Sequential(
        nn.Conv2d(2, 16, 6, 4), nn.ReLU(), nn.Conv2d(16, 32, 4, 2), nn.ReLU(), nn.Flatten(),
        nn.Linear(32 * 4 * 4, 128), nn.ReLU(), nn.Linear(128, actions))
    for layer in network:
        if hasattr(layer, "weight"):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
    return network


class Replay:
    """The last observations of each environment with what followed them, 8 bits an element."""

    def __init__(self, shape):
        self.length = CAPACITY // ENVS
        self.observations = np.zeros((self.length, ENVS, *shape), np.uint8)
        self.actions = np.zeros((self.length, ENVS), np.int64)
        self.rewards = np.zeros((self.length, ENVS), np.float32)
        self.terminal = np.zeros((self.length, ENVS), np.float32)
        self.valid = np.zeros((self.length, ENVS), bool)
        self.steps = 0

    def add(self, observations, actions, rewards, terminal, is_reset):
        slot = self.steps % self.length
        self.observations[slot], self.actions[slot], self.rewards[slot] = observations, actions, rewards
        # The step after the end of an episode only begins the next one.
        self.terminal[slot], self.valid[slot] = terminal, ~is_reset
        self.steps += 1

    def sample(self, random):
        oldest, end = max(0, self.steps - self.length), self.steps - 1
        while True:
            slots, envs = random.integers(oldest, end, 2 * BATCH) % self.length, random.integers(0, ENVS, 2 * BATCH)
            usable = np.flatnonzero(self.valid[slots, envs])[:BATCH]
            if len(usable) == BATCH:
                break
        slots, envs = slots[usable], envs[usable]
        pixels = [torch.from_numpy(self.observations[at, envs]).float().div_(255) for at in (slots, (slots + 1) % self.length)]
        return pixels + [torch.from_numpy(values[slots, envs]) for values in (self.actions, self.rewards, self.terminal)]


def greedy(network, observations):
    with torch.inference_mode():
        return network(torch.from_numpy(observations).float().div_(255)).argmax(1).numpy()


def evaluate(env, network, seed):
    returns, (observations, _) = [], env.reset(seed=seed)
    while len(returns) < EPISODES:
        observations, _, _, _, info = env.step(greedy(network, observations))
        if "episode" in info:
            returns += info["episode"]["r"][info["_episode"]].tolist()
    return np.array(returns[:EPISODES])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=5050)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    random = np.random.default_rng(args.seed)
    with VisionVectorEnv(args.port, num_envs=ENVS) as env:
        actions = env.single_action_space.n
        online = build(actions)
        target = copy.deepcopy(online)
        optimizer = torch.optim.Adam(online.parameters(), RATE)
        replay = Replay(env.single_observation_space.shape)
        observations, _ = env.reset(seed=args.seed)
        is_reset, recent, reached, updates, started = np.zeros(ENVS, bool), [], {}, 0, time.time()
        for step in range(0, STEPS, ENVS):
            epsilon = max(FINAL_EXPLORATION, 1 - (1 - FINAL_EXPLORATION) * step / EXPLORATION_STEPS)
            chosen = np.where(random.random(ENVS) < epsilon, random.integers(0, actions, ENVS), greedy(online, observations))
            following, rewards, terminations, truncations, info = env.step(chosen)
            replay.add(observations, chosen, rewards, terminations, is_reset)
            is_reset, observations = terminations | truncations, following
            if "episode" in info:
                recent += info["episode"]["r"][info["_episode"]].tolist()
            if len(recent) >= AVERAGED:
                mean = float(np.mean(recent[-AVERAGED:]))
                for level in LEVELS:
                    if mean >= level:
                        reached.setdefault(level, (step + ENVS, time.time() - started))
            if replay.steps * ENVS < STARTS:
                continue
            for _ in range(ENVS // TRAIN_FREQUENCY):
                states, following_states, taken, earned, terminal = replay.sample(random)
                with torch.no_grad():
                    best = online(following_states).argmax(1, keepdim=True)
                    goal = earned + DISCOUNT * (1 - terminal) * target(following_states).gather(1, best)[:, 0]
                loss = nn.functional.huber_loss(online(states).gather(1, taken[:, None])[:, 0], goal)
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                optimizer.step()
                updates += 1
                if updates % TARGET_UPDATE == 0:
                    target.load_state_dict(online.state_dict())
        seconds = time.time() - started
        for level, (steps, after) in sorted(reached.items()):
            print(f"mean return {level} after {steps:,} steps, {after:.1f} s")
        print(f"{STEPS:,} steps, {updates:,} training steps in {seconds:.1f} s, {updates / seconds:,.0f} training steps/s")
        returns = evaluate(env, online, args.seed + 1000)
        print(f"caught {np.mean(returns > 0):.1%} of {len(returns)} balls")


if __name__ == "__main__":
    main()
