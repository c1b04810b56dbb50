"""Checks vision_gym.py against a server of Catch: python3 check_vision_gym.py PORT. Run by the tests of the project."""
import sys

import numpy as np

from vision_gym import VisionError, VisionVectorEnv

port = int(sys.argv[1])


def raises(kind, action, *words):
    try:
        action()
    except kind as error:
        assert all(word in str(error) for word in words), f"{error} lacks one of {words}"
        return error
    raise AssertionError(f"no {kind.__name__} was raised")


def episodes(shared_memory):
    """Plays 40 steps with the same seed and actions, and returns all that was observed."""
    with VisionVectorEnv(port, num_envs=3, shared_memory=shared_memory) as env:
        assert env.game == "catch" and env.action_names == ["left", "stay", "right"]
        assert (env._memory is not None) == shared_memory
        assert env.observation_space.shape == (3, 2, 42, 42) and env.single_observation_space.shape == (2, 42, 42)
        assert env.single_action_space.n == 3 and env.action_space.shape == (3,)
        observations, info = env.reset(seed=7)
        assert env.observation_space.contains(observations) and info == {}
        assert observations.max() > 100 and observations.min() < 60
        seen, ends, env_steps = [observations], 0, 40
        random = np.random.default_rng(0)
        for _ in range(env_steps):
            observations, rewards, terminations, truncations, info = env.step(random.integers(0, 3, 3))
            assert rewards.dtype == np.float32 and terminations.dtype == bool and truncations.dtype == bool
            assert rewards.shape == terminations.shape == truncations.shape == (3,)
            assert not truncations.any() and np.array_equal(rewards != 0, terminations)
            if terminations.any():
                assert np.array_equal(info["_episode"], terminations)
                assert np.array_equal(info["episode"]["r"], rewards) and set(info["episode"]["l"]) <= {0, 14}
                ends += terminations.sum()
            else:
                assert "episode" not in info
            seen.append(observations)
        # An episode has 14 steps, and the next one begins with the step after.
        assert ends == 3 * 2, ends
        return np.array(seen)


socket_only, shared = episodes(False), episodes(True)
assert np.array_equal(socket_only, shared), "the same seed and actions give the same pixels, however they are sent"
assert (socket_only[0] != socket_only[5]).any()

with VisionVectorEnv(port, num_envs=2, frames=4, width=84, height=60, color=True, frame_skip=2) as env:
    assert env.reset(seed=1)[0].shape == (2, 12, 60, 84) and env.frame_skip == 2

with VisionVectorEnv(port, num_envs=2) as env:
    assert raises(VisionError, lambda: env._ask({"op": "step"}, b"\0" * 8), "must be reset").code == "reset"
    env.reset(seed=3)
    raises(ValueError, lambda: env.step([0, 1, 2]), "must be 2 integers")
    raises(ValueError, lambda: env.step(np.zeros(2)), "float64")
    raises(ValueError, lambda: env.reset(seed=-1), "non-negative")
    # The server checks for itself, and goes on after an error.
    assert raises(VisionError, lambda: env._ask({"op": "step"}, b"\0" * 12), "12 bytes of actions for 2 environments").code == "actions"
    assert raises(VisionError, lambda: env.step([0, 3]), "environment 1 has no action 3").code == "actions"
    assert raises(VisionError, lambda: env._ask({"op": "dance"}), "unknown operation 'dance'").code == "operation"
    assert raises(VisionError, lambda: env._ask({"op": "make", "num_envs": 100000}), "from 1 to 256").code == "num_envs"
    assert env.step([0, 1])[0].shape == (2, 2, 42, 42)
    assert raises(VisionError, lambda: VisionVectorEnv(port), "another client is connected").code == "busy"
env.close()
raises(VisionError, lambda: env.step([0, 1]), "closed")
print("all checks passed")
