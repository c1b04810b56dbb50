"""Loss functions."""
import torch
import torch.nn.functional as F

LABELS = torch.tensor([2, 0, 3, 1, 1])
PIXELS = torch.tensor([[[0, 1, 2], [2, 1, 1]], [[1, 0, 0], [2, 2, 1]]])
REDUCTIONS = [("None", "none"), ("Mean", "mean"), ("Sum", "sum")]


def weston_watkins(scores, labels, margin):
    """Weston and Watkins 1999: over the wrong classes j, max(0, score_j - score_right + margin)."""
    rows = []
    for row, label in zip(scores, labels.argmax(1).tolist()):
        wrong = [j for j in range(len(row)) if j != label]
        rows.append(sum(torch.clamp(row[j] - row[label] + margin, min=0) for j in wrong))
    return torch.stack(rows).reshape(-1, 1)


def add(record):
    def pair(name, function, low=-2.0, high=2.0, shape=(3, 4), fixed=()):
        record(f"loss/{name}", function, fixed=fixed, low=low, high=high, x=shape, t=shape)

    pair("Huber", lambda x, t: F.huber_loss(x, t, reduction="none"))
    pair("Huber 0.4", lambda x, t: F.huber_loss(x, t, reduction="none", delta=0.4))
    pair("SmoothL1", lambda x, t: F.smooth_l1_loss(x, t, reduction="none"))
    pair("SmoothL1 0.4", lambda x, t: F.smooth_l1_loss(x, t, reduction="none", beta=0.4))
    pair("Poisson", lambda x, t: F.poisson_nll_loss(x, t, log_input=True, full=False, reduction="none"), low=0.1)
    pair("Poisson rates", lambda x, t: F.poisson_nll_loss(x, t, log_input=False, full=False, reduction="none"), low=0.1)
    target = torch.tensor([[0.2, 0, 0.5, 0.3], [1, 0, 0, 0], [0.25, 0.25, 0.125, 0.375]])
    record("loss/KullbackLeibler", lambda x, t: F.kl_div(x, t, reduction="none"), fixed=("t",), low=-3, high=-0.1, x=(3, 4), t=target)
    pair("SquaredError", lambda x, t: F.mse_loss(x, t, reduction="none"))
    record("loss/CrossEntropy", lambda x, t: F.cross_entropy(x, t, reduction="none").reshape(-1, 1), fixed=("t",), low=-3, high=3, x=(3, 4),
        t=target)
    pair("BinaryCrossEntropy", lambda x, t: F.binary_cross_entropy_with_logits(x, t, reduction="none"), low=0, high=1, fixed=("t",))
    record("loss/BinaryCrossEntropy far", lambda x, t: F.binary_cross_entropy_with_logits(x, t, reduction="none"), fixed=("t",),
           x=[-90.0, -5.0, -0.5, 0.5, 5.0, 90.0], t=[1.0, 0.0, 0.25, 0.75, 1.0, 0.0])
    one_hot = F.one_hot(LABELS, 4).double()
    record("loss/Hinge", lambda x, t: weston_watkins(x, t, 1.0), fixed=("t",), x=(5, 4), t=one_hot)
    record("loss/Hinge 0.3", lambda x, t: weston_watkins(x, t, 0.3), fixed=("t",), x=(5, 4), t=one_hot)
    # PyTorch's multi-margin loss is the same divided by the number of classes.
    scores = torch.tensor(record.cases["loss/Hinge"]["given"]["x"][1]).reshape(5, 4)
    assert torch.allclose(weston_watkins(scores, one_hot, 1.0).reshape(-1), 4 * F.multi_margin_loss(scores, LABELS, reduction="none"))

    weights = torch.tensor([0.5, 2.0, 1.25])
    for name, reduction in REDUCTIONS:
        record(f"loss/NegativeLogLikelihood {name}", lambda x, t, r=reduction: F.nll_loss(x, t.long(), reduction=r), fixed=("t",), low=-3,
            high=0, x=(5, 4), t=LABELS)
        record(f"loss/NegativeLogLikelihood weighted {name}",
               lambda x, t, w, r=reduction: F.nll_loss(x, t.long(), w, ignore_index=1, reduction=r),
               fixed=("t", "w"), low=-3, high=0, x=(2, 3, 2, 3), t=PIXELS, w=weights)
        record(f"loss/SoftmaxCrossEntropy {name}",
               lambda x, t, w, r=reduction: F.cross_entropy(x, t.long(), w, ignore_index=0, reduction=r),
               fixed=("t", "w"), low=-3, high=3, x=(2, 3, 2, 3), t=PIXELS, w=weights)
