"""Elements that move and stay what they are."""
import torch
import torch.nn.functional as F


def wrapped(x, axis, before, after):
    length = x.shape[axis]
    return x.index_select(axis, torch.tensor([place % length for place in range(-before, length + after)]))


def add(record):
    record("rearrangement/Slice", lambda x: x[:, 1:4:2], x=(2, 5, 3))
    record("rearrangement/Slice backwards", lambda x: x[:, [4, 2, 0]], x=(2, 5, 3))
    record("rearrangement/Slice all axes", lambda x: x[1:3, 0:4:3, 2:3], x=(3, 5, 4))
    record("rearrangement/Flip", lambda x: x.flip(0, 2), x=(2, 3, 4))
    record("rearrangement/Tile", lambda x: x.tile(2, 1, 3), x=(2, 3, 2))
    record("rearrangement/Transpose", lambda x: x.permute(2, 0, 1), x=(2, 3, 4))
    record("rearrangement/Expand", lambda x: x.expand(2, 4, 3), x=(2, 1, 3))
    record("rearrangement/Concatenate", lambda a, b, c: torch.cat([a, b, c], 1), a=(2, 1, 3), b=(2, 2, 3), c=(2, 1, 3))
    record("rearrangement/Concatenate -1", lambda a, b: torch.cat([a, b], -1), a=(2, 3), b=(2, 1))
    record("rearrangement/Reshape", lambda x: (2 * x).reshape(4, 3), x=(2, 6))
    record("rearrangement/Flatten", lambda x: x.flatten(1), x=(2, 3, 2))
    record("rearrangement/Detach", lambda x: x * (3 * x).detach(), x=(2, 3))
    record("rearrangement/DepthToSpace", lambda x: F.pixel_shuffle(x, 2), x=(2, 8, 2, 3))
    record("pad/Constant", lambda x: F.pad(x, (2, 0, 0, 1), value=1.25), x=(2, 3, 3))
    record("pad/Reflect", lambda x: F.pad(x, (2, 1), "reflect"), x=(2, 2, 3))
    record("pad/Edge", lambda x: F.pad(x, (2, 1), "replicate"), x=(2, 2, 3))
    record("pad/Wrap", lambda x: wrapped(x, 2, 2, 4), x=(2, 2, 3))
    record("pad/crop", lambda x: F.pad(x[:, 1:], (0, 0, 0, 2), value=-1), x=(2, 3, 2))
    record("pad/PadImages", lambda x: F.pad(x, (1, 1, 1, 1), value=0.5), x=(1, 2, 2, 3))
    record("pad/PadImages Reflect", lambda x: F.pad(x, (2, 2, 2, 2), "reflect"), x=(1, 2, 3, 4))
