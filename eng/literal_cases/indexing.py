"""Picking and placing by indices."""
import torch
import torch.nn.functional as F

KINDS = [("Assign", None), ("Add", "sum"), ("Multiply", "prod"), ("Max", "amax"), ("Min", "amin")]


def rows_nd(data, indices):
    """The places of index tuples in the data with its indexed axes made one."""
    depth = indices.shape[-1]
    place = torch.zeros(indices.shape[:-1], dtype=torch.long)
    for i in range(depth):
        place = place * data.shape[i] + torch.where(indices[..., i] < 0, indices[..., i] + data.shape[i], indices[..., i])
    return data.reshape(-1, *data.shape[depth:]), place


def scattered(data, index, updates, axis, kind):
    if kind is None:
        return data.scatter(axis, index, updates)
    return data.scatter_reduce(axis, index, updates, kind, include_self=True)


def add(record):
    record("indexing/Gather", lambda x, i: x[i.long()], fixed=("indices",), x=(4, 3), indices=[[3, 0], [-1, 3]])
    record("indexing/Gather 1", lambda x, i: x.index_select(1, i.long()), fixed=("indices",), x=(2, 4, 3), indices=[2, 2, 0, 1, 2])
    elements = [[0, 2, 2], [-1, 0, 1]]
    record("indexing/GatherElements", lambda x, i: x.gather(1, i.long() % 3), fixed=("indices",), x=(3, 3), indices=elements)
    record("indexing/GatherElements 0", lambda x, i: x.gather(0, i.long()), fixed=("indices",), x=(4, 2, 3),
        indices=[[[3, 0, 1]], [[2, 2, 3]]])
    pairs = torch.tensor([[0, 2], [1, -1], [0, 2], [1, 0]])
    record("indexing/GatherND", lambda x, i: x[i.long()[:, 0], i.long()[:, 1]], fixed=("indices",), x=(2, 3, 2), indices=pairs)
    record("indexing/GatherND batch", lambda x, i: torch.stack([x[0, i.long()[0, :, 0]], x[1, i.long()[1, :, 0]]]), fixed=("indices",),
        x=(2, 3, 2), indices=[[[2], [0]], [[1], [1]]])
    record("indexing/OneHot", lambda i: F.one_hot(i.long() % 4, 4).double(), gradients=False, indices=[[0, 3], [-1, 2]])
    record("indexing/OneHot 0", lambda i: 2.5 * F.one_hot(i.long(), 4).double().movedim(-1, 0) - 0.5, gradients=False,
        indices=[[0, 3, 1], [1, 2, 2]])

    for name, kind in KINDS:
        # A product with repeated indices has no gradient by the updates.
        fixed = ("indices", "updates") if name == "Multiply" else ("indices",)
        # Assigning twice to one place has no order in PyTorch; the other kinds repeat places.
        places = [[2, 0, 3], [1, 3, 0]] if kind is None else [[2, 0, 2], [1, 1, 1]]
        record(f"indexing/ScatterElements {name}", lambda x, i, u, k=kind: scattered(x, i.long(), u, 1, k), fixed=fixed, low=0.3, x=(2, 4),
            indices=places, updates=(2, 3))
        record(f"indexing/ScatterElements 0 {name}", lambda x, i, u, k=kind: scattered(x, i.long(), u, 0, k), fixed=fixed, low=0.3,
               x=(4, 3), indices=[[3, 0, 1], [1, 2, 3]], updates=(2, 3))
        pairs = [[0, 2], [1, 1], [1, 0]] if kind is None else [[0, 2], [1, 1], [0, 2]]

        def nd(x, i, u, k=kind):
            rows, place = rows_nd(x, i.long())
            return scattered(rows, place.reshape(-1, 1).expand(-1, rows.shape[1]), u, 0, k).reshape(x.shape)

        record(f"indexing/ScatterND {name}", nd, fixed=fixed, low=0.3, x=(2, 3, 2), indices=pairs, updates=(3, 2))
