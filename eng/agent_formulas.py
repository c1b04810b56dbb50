#!/usr/bin/env python3
"""Expected values of the formulas of reinforcement learning, written from the papers with NumPy and PyTorch.

    python3 eng/agent_formulas.py

writes tests/VisionRuntime.Tests/Agents/formulas.json. Needs NumPy and PyTorch; the tests need only the file.
"""
import json
import os

import numpy as np
import torch

random = np.random.default_rng(2018)


def projection():
    """Algorithm 1 of Bellemare, Dabney and Munos 2017, atom by atom."""
    count, atoms, low, high = 5, 7, -1.5, 1.5
    gap = (high - low) / (atoms - 1)
    z = low + gap * np.arange(atoms)
    p = random.dirichlet(np.ones(atoms), count)
    rewards = np.array([0.3, -1.7, 2.0, 9.0, 0.0])
    discounts = np.array([0.99, 0.9, 0.0, 0.99, 1.0])
    target = np.zeros((count, atoms))
    for n in range(count):
        for j in range(atoms):
            moved = min(max(rewards[n] + discounts[n] * z[j], low), high)
            b = (moved - low) / gap
            lower, upper = int(np.floor(b + 1e-12)), int(np.ceil(b - 1e-12))
            if lower == upper:
                target[n, lower] += p[n, j]
            else:
                target[n, lower] += p[n, j] * (upper - b)
                target[n, upper] += p[n, j] * (b - lower)
    return dict(support=z, probabilities=p, rewards=rewards, discounts=discounts, target=target)


def advantages():
    """Equation 16 of Schulman et al. 2016, as the sum over the rest of each episode, step by step."""
    steps, environments, discount, lam = 9, 3, 0.95, 0.9
    rewards = random.normal(size=(steps, environments))
    values = random.normal(size=(steps + 1, environments))
    terminated = np.zeros((steps, environments), bool)
    truncated = np.zeros((steps, environments), bool)
    terminated[3, 0] = terminated[8, 1] = True
    truncated[5, 0] = truncated[2, 2] = True
    result = np.zeros((steps, environments))
    for e in range(environments):
        for t in range(steps):
            weight = 1.0
            for k in range(t, steps):
                following = 0.0 if terminated[k, e] else values[k + 1, e]
                result[t, e] += weight * (rewards[k, e] + discount * following - values[k, e])
                if terminated[k, e] or truncated[k, e]:
                    break
                weight *= discount * lam
    return dict(discount=discount, lam=lam, environments=environments, rewards=rewards, values=values,
                terminated=terminated.astype(float), ended=(terminated | truncated).astype(float), advantages=result)


def clipped_loss():
    """Equations 7 and 9 of Schulman et al. 2017, with gradients by autograd."""
    count, actions = 6, 4
    logits = torch.tensor(random.normal(size=(count, actions)), requires_grad=True)
    value = torch.tensor(random.normal(size=(count, 1)), requires_grad=True)
    taken = torch.tensor([0, 3, 1, 2, 2, 0])
    old = torch.tensor(random.normal(size=count) * 0.5 - 1.5)
    advantage = torch.tensor(random.normal(size=count))
    returns = torch.tensor(random.normal(size=count))
    epsilon, c1, c2 = 0.2, 0.7, 0.03
    distribution = torch.distributions.Categorical(logits=logits)
    ratio = torch.exp(distribution.log_prob(taken) - old)
    surrogate = torch.min(ratio * advantage, torch.clamp(ratio, 1 - epsilon, 1 + epsilon) * advantage)
    losses = c1 * 0.5 * (value[:, 0] - returns) ** 2 - surrogate - c2 * distribution.entropy()
    losses.sum().backward()
    return dict(clip_range=epsilon, value_coefficient=c1, entropy_coefficient=c2, logits=logits.detach().numpy(),
                value=value.detach().numpy(), actions=np.eye(actions)[taken.numpy()], old=old.numpy(), advantages=advantage.numpy(),
                returns=returns.numpy(), losses=losses.detach().numpy(), logits_gradient=logits.grad.numpy(),
                value_gradient=value.grad.numpy())


def n_step():
    """The n-step return from every step of an episode of 7 steps that is terminated, or truncated."""
    rewards, discount, n = random.normal(size=7), 0.9, 3
    cases = {}
    for terminated in (True, False):
        sums, discounts, following = [], [], []
        for t in range(7):
            last = min(t + n, 7)
            sums.append(sum(discount ** (k - t) * rewards[k] for k in range(t, last)))
            discounts.append(0.0 if terminated and last == 7 else discount ** (last - t))
            following.append(last)
        cases["terminated" if terminated else "truncated"] = dict(returns=sums, discounts=discounts, following=following)
    return dict(rewards=rewards, discount=discount, n=n, **cases)


def priorities():
    """Schaul et al. 2016: P(i) = p_i^alpha / sum, w_i = (N P(i))^-beta, divided by the largest of the batch."""
    errors = np.abs(random.normal(size=8)) + 0.1
    alpha, beta = 0.6, 0.4
    p = (errors + 1e-6) ** alpha
    probability = p / p.sum()
    return dict(errors=errors, alpha=alpha, beta=beta, probabilities=probability, weights=(len(errors) * probability) ** -beta)


def noisy():
    """Equations 10 and 11 of Fortunato et al. 2018, for given noise."""
    x, inputs, outputs = random.normal(size=(2, 3)), random.normal(size=3), random.normal(size=2)
    f = lambda value: np.sign(value) * np.sqrt(np.abs(value))
    w, s = random.normal(size=(3, 2)), random.normal(size=(3, 2))
    b, bs = random.normal(size=2), random.normal(size=2)
    y = x @ (w + s * np.outer(f(inputs), f(outputs))) + b + bs * f(outputs)
    return dict(x=x, inputs=inputs, outputs=outputs, weights=w, deviation=s, bias=b, bias_deviation=bs, y=y)


def v_trace():
    """Equation 1 of Espeholt et al. 2018 as the sum over the steps to come, with c weighted by lambda as in remark 2, and the advantage of
    section 4.2. A terminated episode is worth nothing after its end, a truncated one the value of its last observation."""
    generator = np.random.default_rng(1802)
    steps, environments, gamma, lam, rho_bar, c_bar = 8, 3, 0.93, 0.8, 1.4, 0.9
    rewards = generator.normal(size=(steps, environments))
    values = generator.normal(size=(steps + 1, environments))
    log_ratios = generator.normal(size=(steps, environments)) * 0.7
    terminated = np.zeros((steps, environments), bool)
    truncated = np.zeros((steps, environments), bool)
    terminated[3, 0] = terminated[7, 1] = True
    truncated[4, 0] = truncated[2, 2] = True
    ratio = np.exp(log_ratios)
    rho, c = np.minimum(rho_bar, ratio), lam * np.minimum(c_bar, ratio)
    after = np.where(terminated, 0.0, values[1:])
    delta = rho * (rewards + gamma * after - values[:-1])
    ended = terminated | truncated
    targets, advantages = np.zeros((steps, environments)), np.zeros((steps, environments))
    for e in range(environments):
        for s in range(steps):
            total = values[s, e]
            for t in range(s, steps):
                if ended[s:t, e].any():
                    break
                total += gamma ** (t - s) * np.prod(c[s:t, e]) * delta[t, e]
            targets[s, e] = total
        for s in range(steps):
            following = after[s, e] if ended[s, e] or s + 1 == steps else targets[s + 1, e]
            advantages[s, e] = rho[s, e] * (rewards[s, e] + gamma * following - values[s, e])
    return dict(discount=gamma, lam=lam, rho_bar=rho_bar, c_bar=c_bar, environments=environments, rewards=rewards, values=values,
                log_ratios=log_ratios, terminated=terminated.astype(float), ended=ended.astype(float), targets=targets,
                advantages=advantages)


def impala_loss():
    """Section 4.2 of Espeholt et al. 2018: the policy gradient, the error of the value and the entropy, with gradients by autograd."""
    generator = np.random.default_rng(1803)
    count, actions, c1, c2 = 5, 3, 0.6, 0.02
    logits = torch.tensor(generator.normal(size=(count, actions)), requires_grad=True)
    value = torch.tensor(generator.normal(size=(count, 1)), requires_grad=True)
    taken = torch.tensor([2, 0, 1, 1, 2])
    advantages, targets = torch.tensor(generator.normal(size=count)), torch.tensor(generator.normal(size=count))
    distribution = torch.distributions.Categorical(logits=logits)
    losses = c1 * 0.5 * (targets - value[:, 0]) ** 2 - advantages * distribution.log_prob(taken) - c2 * distribution.entropy()
    losses.sum().backward()
    return dict(value_coefficient=c1, entropy_coefficient=c2, logits=logits.detach().numpy(), value=value.detach().numpy(),
                actions=np.eye(actions)[taken.numpy()], advantages=advantages.numpy(), targets=targets.numpy(),
                losses=losses.detach().numpy(), logits_gradient=logits.grad.numpy(), value_gradient=value.grad.numpy())


def first_priorities():
    """Horgan et al. 2018, appendix F: |r_1 + ... + gamma^n max_a q(S_n, a) - q(S_0, A_0)| with the values that acted, and section 4.1:
    epsilon_i = epsilon^(1 + i / (N - 1) alpha)."""
    generator = np.random.default_rng(1804)
    steps, n, gamma = 7, 3, 0.9
    rewards, chosen, best = generator.normal(size=steps), generator.normal(size=steps), generator.normal(size=steps + 1)
    cases = {}
    for name in ("terminated", "truncated"):
        errors = []
        for t in range(steps):
            last = min(t + n, steps if t > 4 else 5)
            sum_ = sum(gamma ** (k - t) * rewards[k] for k in range(t, last))
            following = 0.0 if name == "terminated" and last == 5 else gamma ** (last - t) * best[last]
            errors.append(abs(sum_ + following - chosen[t]))
        cases[name] = errors
    epsilons = [0.4 ** (1 + 7 * i / 7) for i in range(8)]
    return dict(n=n, discount=gamma, rewards=rewards, chosen=chosen, best=best, epsilons=epsilons, **cases)


def sum_tree():
    """Leaves in proportion to their priorities, with 64 children a node: np.searchsorted in the running sums of each node's children."""
    generator = np.random.default_rng(2016)
    count, fan = 4_150, 64
    edges = [0, 1, 62, 63, 64, 127, 4_031, 4_032, 4_094, 4_095, 4_096, 4_097, 4_149]
    leaves = np.concatenate([edges, generator.integers(0, count, 40), [64, 4_095, 64]])
    priorities = np.round(generator.exponential(size=leaves.size), 3) + 0.01
    priorities[[3, 9, 20]] = 0
    level = np.zeros(fan ** 3)
    for leaf, priority in zip(leaves, priorities):
        level[leaf] = priority
    levels = [level, level.reshape(-1, fan).sum(1), level.reshape(-1, fan * fan).sum(1)]
    uniform = generator.random(size=(3, 48))
    uniform[:, 0], uniform[:, 1] = 0, 1 - 2.0 ** -24
    found = np.zeros(48, int)
    for i in range(48):
        for depth in (2, 1, 0):
            running = np.cumsum(levels[depth][found[i] * fan:(found[i] + 1) * fan])
            place = uniform[depth, i] * running[-1]
            child = np.searchsorted(running, place, side="right")
            # A value that rounding in float32 does not move to a neighbor.
            assert i < 2 or np.abs(running - place).min() > 1e-4 * running[-1], (i, depth)
            found[i] = found[i] * fan + child
    return dict(count=count, leaves=leaves, priorities=priorities, uniform=uniform, found=found, found_priorities=level[found],
                sums=levels[1][:128], roots=levels[2])


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return [float(f"{item:.9g}") for item in value.astype(float).ravel()]
    if isinstance(value, (list, tuple)):
        return [number for item in value for number in (plain(item) if isinstance(item, (np.ndarray, list)) else [float(f"{item:.9g}")])]
    return value


if __name__ == "__main__":
    cases = dict(projection=projection(), advantages=advantages(), clipped_loss=clipped_loss(), n_step=n_step(), priorities=priorities(),
                 noisy=noisy(), v_trace=v_trace(), impala_loss=impala_loss(), first_priorities=first_priorities(),
                 sum_tree=sum_tree())
    path = os.path.join(os.path.dirname(__file__), "..", "tests", "VisionRuntime.Tests", "Agents", "formulas.json")
    with open(path, "w") as file:
        json.dump(plain(cases), file, indent=1)
        file.write("\n")
