"""The games of Vision as Gymnasium vector environments. Needs Python 3.9 and NumPy, nothing else.

Start a server with ``./run.sh serve catch --port 5050``, then::

    env = VisionVectorEnv(port=5050, num_envs=16)
    observations, info = env.reset(seed=1)                      # uint8 [16, frames, height, width]
    observations, rewards, terminations, truncations, info = env.step(env.action_space.sample())

The interface is that of ``gymnasium.vector.VectorEnv`` with next-step autoreset: after the end of an episode, the next step ignores its
action and begins a new episode. docs/agents.md describes the protocol.
"""
import json
import mmap
import os
import socket
import struct

import numpy as np

PROTOCOL_VERSION = 1


class VisionError(Exception):
    """An error that the server reports. ``code`` is its kind in one word."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class Discrete:
    """The integers from 0 to n - 1, as gymnasium.spaces.Discrete."""

    def __init__(self, n, seed=None):
        self.n, self.shape, self.dtype = int(n), (), np.dtype(np.int64)
        self.seed(seed)

    def seed(self, seed=None):
        self._random = np.random.default_rng(seed)

    def sample(self):
        return int(self._random.integers(self.n))

    def contains(self, x):
        return np.ndim(x) == 0 and np.issubdtype(np.asarray(x).dtype, np.integer) and 0 <= int(x) < self.n

    __contains__ = contains

    def __repr__(self):
        return f"Discrete({self.n})"


class MultiDiscrete:
    """One integer from 0 to n - 1 for each environment, as gymnasium.spaces.MultiDiscrete."""

    def __init__(self, count, n, seed=None):
        self.nvec, self.shape, self.dtype = np.full(count, n), (count,), np.dtype(np.int64)
        self.seed(seed)

    def seed(self, seed=None):
        self._random = np.random.default_rng(seed)

    def sample(self):
        return self._random.integers(self.nvec)

    def contains(self, x):
        x = np.asarray(x)
        return x.shape == self.shape and np.issubdtype(x.dtype, np.integer) and bool(np.all((x >= 0) & (x < self.nvec)))

    __contains__ = contains

    def __repr__(self):
        return f"MultiDiscrete({self.nvec.tolist()})"


class Box:
    """Arrays of bytes, as gymnasium.spaces.Box."""

    def __init__(self, shape, seed=None):
        self.low, self.high, self.shape, self.dtype = 0, 255, tuple(shape), np.dtype(np.uint8)
        self.seed(seed)

    def seed(self, seed=None):
        self._random = np.random.default_rng(seed)

    def sample(self):
        return self._random.integers(0, 256, self.shape, np.uint8)

    def contains(self, x):
        return isinstance(x, np.ndarray) and x.shape == self.shape and x.dtype == self.dtype

    __contains__ = contains

    def __repr__(self):
        return f"Box(0, 255, {self.shape}, uint8)"


class VisionVectorEnv:
    """Environments of a game that step together.

    :param port: the port of the server.
    :param num_envs: the number of environments.
    :param frames: the number of frames stacked in an observation; the game's default if None.
    :param width: the width of an observation in pixels; the game's default if None.
    :param height: the height of an observation in pixels; the game's default if None.
    :param color: whether observations have three channels for each frame instead of one.
    :param frame_skip: the frames of the game that an action is repeated for; the server's default if None.
    :param shared_memory: whether pixels are read from memory that is shared with the server; if None, wherever that is possible.
    :param timeout: the seconds to wait for an answer before socket.timeout is raised.
    """

    metadata = {"autoreset_mode": "next_step", "render_modes": []}
    render_mode = None

    def __init__(self, port=5050, num_envs=1, *, frames=None, width=None, height=None, color=False, frame_skip=None, shared_memory=None,
                 timeout=60.0):
        self._memory = None
        try:
            self._socket = socket.create_connection(("127.0.0.1", port), timeout)
        except ConnectionRefusedError as error:
            raise ConnectionRefusedError(
                f"there is no server at 127.0.0.1:{port}; start one with ./run.sh serve GAME --port {port}") from error
        try:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            greeting, _ = self._ask({"op": "hello", "version": PROTOCOL_VERSION})
            self.game, self.action_names = greeting["game"], list(greeting["actions"])
            wanted = {"op": "make", "num_envs": num_envs, "frames": frames, "width": width, "height": height, "color": color,
                      "frame_skip": frame_skip}
            wanted = {name: value for name, value in wanted.items() if value is not None}
            made, _ = self._ask({**wanted, "shared_memory": shared_memory is not False})
            self._shape = (made["num_envs"], *made["shape"])
            if made.get("shared_memory") and not self._map(made["shared_memory"]):
                if shared_memory:
                    raise VisionError("shared_memory", f"the memory {made['shared_memory']} of the server cannot be opened here")
                self._ask({**wanted, "shared_memory": False})
        except BaseException:
            self._close_socket()
            raise
        self.num_envs, self.frame_skip = made["num_envs"], made["frame_skip"]
        self.single_observation_space, self.observation_space = Box(self._shape[1:]), Box(self._shape)
        self.single_action_space, self.action_space = Discrete(made["actions"]), MultiDiscrete(self.num_envs, made["actions"])
        self._returns, self._lengths, self._done = np.zeros(self.num_envs), np.zeros(self.num_envs, int), np.zeros(self.num_envs, bool)

    def reset(self, *, seed=None, options=None):
        """Starts a new episode in every environment. Returns the observations, uint8, and a dictionary."""
        if seed is not None and (isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0):
            raise ValueError(f"seed must be a non-negative integer, not {seed!r}")
        _, payload = self._ask({"op": "reset"} if seed is None else {"op": "reset", "seed": int(seed)})
        self._returns[:], self._lengths[:], self._done[:] = 0, 0, False
        return self._observations(payload), {}

    def step(self, actions):
        """Steps every environment.

        :param actions: one integer for each environment.
        :returns: observations, rewards (float32), terminations and truncations (bool), and a dictionary. Where an episode has ended, its
            entries ``episode`` hold the return ``r`` and the length ``l``, and ``_episode`` says in which environments; ``lives_lost`` says
            where a life was lost.
        """
        actions = np.asarray(actions)
        if actions.shape != (self.num_envs,) or not np.issubdtype(actions.dtype, np.integer):
            raise ValueError(f"actions must be {self.num_envs} integers, not an array {actions.shape} of {actions.dtype}")
        _, payload = self._ask({"op": "step"}, actions.astype("<i4").tobytes())
        n = self.num_envs
        rewards = np.frombuffer(payload, "<f4", n).astype(np.float32)
        flags = np.frombuffer(payload, np.uint8, 3 * n, 4 * n).reshape(3, n).astype(bool)
        terminations, truncations, lives_lost = flags[0].copy(), flags[1].copy(), flags[2].copy()
        self._returns = np.where(self._done, 0, self._returns + rewards)
        self._lengths = np.where(self._done, 0, self._lengths + 1)
        self._done = terminations | truncations
        info = {"lives_lost": lives_lost}
        if self._done.any():
            info["episode"] = {"r": np.where(self._done, self._returns, 0), "l": np.where(self._done, self._lengths, 0)}
            info["_episode"] = self._done.copy()
        return self._observations(payload[7 * n:]), rewards, terminations, truncations, info

    def close(self):
        """Says goodbye to the server and closes the connection."""
        if self._socket is None:
            return
        try:
            self._ask({"op": "close"})
        except (OSError, VisionError):
            pass
        self._close_socket()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _observations(self, payload):
        source = payload if self._memory is None else self._memory
        return np.frombuffer(source, np.uint8, int(np.prod(self._shape))).reshape(self._shape).copy()

    def _map(self, path):
        try:
            file = os.open(path, os.O_RDONLY)
        except OSError:
            return False
        try:
            self._memory = mmap.mmap(file, int(np.prod(self._shape)), access=mmap.ACCESS_READ)
        except (OSError, ValueError):
            return False
        finally:
            os.close(file)
        return True

    def _ask(self, header, payload=b""):
        if self._socket is None:
            raise VisionError("closed", "the environments are closed")
        if payload:
            header = {**header, "bytes": len(payload)}
        text = json.dumps(header).encode()
        try:
            self._socket.sendall(struct.pack("<I", len(text)) + text + payload)
            answer = json.loads(self._receive(struct.unpack("<I", self._receive(4))[0]))
            data = self._receive(answer.get("bytes", 0))
        except OSError:
            self._close_socket()
            raise
        if not answer.get("ok"):
            raise VisionError(answer.get("code", "error"), answer.get("error", "the server reports an error"))
        return answer, data

    def _receive(self, count):
        data = bytearray()
        while len(data) < count:
            part = self._socket.recv(min(count - len(data), 1 << 20))
            if not part:
                raise ConnectionError("the server has closed the connection")
            data += part
        return bytes(data)

    def _close_socket(self):
        if self._socket is not None:
            self._socket.close()
        self._socket = None
