"""Matrix products, dense layers and embeddings."""
import torch
import torch.nn.functional as F


def add(record):
    record("product/MatMul", torch.matmul, a=(3, 4), b=(4, 5))
    record("product/MatMul batches", torch.matmul, a=(2, 1, 3, 4), b=(3, 4, 2))
    record("product/MatMul transposed", lambda a, b: a.transpose(-1, -2) @ b.transpose(-1, -2), a=(2, 4, 3), b=(2, 5, 4))
    record("product/MatMul transposed left", lambda a, b: a.transpose(-1, -2) @ b, a=(4, 3), b=(4, 5))
    record("product/MatMul transposed right", lambda a, b: a @ b.transpose(-1, -2), a=(2, 3, 4), b=(5, 4))
    record("product/MatMul row", torch.matmul, a=(4,), b=(4, 3))
    record("product/MatMul column", torch.matmul, a=(2, 3, 4), b=(4,))
    record("product/MatMul vectors", torch.matmul, a=(5,), b=(5,))
    for name, activation in [("None", lambda x: x), ("Relu", torch.relu), ("Relu6", F.relu6)]:
        record(f"product/Dense {name}", lambda x, w, b, f=activation: f(x @ w + b), low=-3, high=3, x=(3, 5), layer__weights=(5, 4),
            layer__bias=(4,))
    record("product/Embedding", lambda x, table: F.embedding(x.long(), table), fixed=("x",), x=[[3, 0, 3], [1, 4, 2]], layer__table=(6, 3))
