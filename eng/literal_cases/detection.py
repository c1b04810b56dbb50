"""Detectors: losses, decoding and non-maximum suppression, box by box from the papers."""
import torch
import torch.nn.functional as F

from .recorder import random

GRID, BOXES, CLASSES = 2, 2, 3
ANCHORS = [(0.8, 1.1), (1.9, 0.7)]


def overlap(a, b):
    """Intersection over union of two boxes (x, y, width, height) with x and y in their middle."""
    width = torch.clamp(torch.minimum(a[0] + a[2] / 2, b[0] + b[2] / 2) - torch.maximum(a[0] - a[2] / 2, b[0] - b[2] / 2), min=0)
    height = torch.clamp(torch.minimum(a[1] + a[3] / 2, b[1] + b[3] / 2) - torch.maximum(a[1] - a[3] / 2, b[1] - b[3] / 2), min=0)
    return width * height / (a[2] * a[3] + b[2] * b[3] - width * height)


def yolo1_loss(prediction, target, coordinates=5.0, no_object=0.5):
    """Redmon et al. 2016, equation 3."""
    losses = []
    for p, t in zip(prediction, target):
        loss = torch.zeros(())
        for row in range(GRID):
            for column in range(GRID):
                boxes = [p[5 * b:5 * b + 5, row, column] for b in range(BOXES)]
                truth = t[:, row, column]
                responsible, best = None, None
                if truth[0] == 1:
                    true_box = torch.stack([truth[1] / GRID, truth[2] / GRID, truth[3], truth[4]])
                    overlaps = [overlap(torch.stack([b[0] / GRID, b[1] / GRID, b[2] ** 2, b[3] ** 2]), true_box).detach() for b in boxes]
                    responsible = max(range(BOXES), key=lambda b: (overlaps[b], -b))
                    best = overlaps[responsible]
                    loss = loss + ((p[5 * BOXES:, row, column] - truth[5:]) ** 2).sum()
                for b, box in enumerate(boxes):
                    if b == responsible:
                        loss = loss + coordinates * ((box[0] - truth[1]) ** 2 + (box[1] - truth[2]) ** 2)
                        loss = loss + coordinates * ((box[2] - truth[3].sqrt()) ** 2 + (box[3] - truth[4].sqrt()) ** 2)
                        loss = loss + (box[4] - best) ** 2
                    else:
                        loss = loss + no_object * box[4] ** 2
        losses.append(loss)
    return torch.stack(losses).reshape(-1, 1)


def yolo1_decode(prediction):
    boxes, scores = [], []
    for p in prediction:
        rows, confidences = [], []
        for b in range(BOXES):
            for row in range(GRID):
                for column in range(GRID):
                    x, y, w, h, c = p[5 * b:5 * b + 5, row, column]
                    rows.append(torch.stack([(column + x) / GRID, (row + y) / GRID, w ** 2, h ** 2]))
                    confidences.append(c * p[5 * BOXES:, row, column])
        boxes.append(torch.stack(rows))
        scores.append(torch.stack(confidences, 1))
    return torch.stack(boxes), torch.stack(scores)


HEIGHT, WIDTH = 2, 3


def yolo2_cells(p):
    """For each anchor, row and column: the place in the list, the cell and its guesses."""
    p = p.reshape(len(ANCHORS), 5 + CLASSES, HEIGHT, WIDTH)
    for a, anchor in enumerate(ANCHORS):
        for row in range(HEIGHT):
            for column in range(WIDTH):
                yield a, anchor, row, column, p[a, :, row, column]


def yolo2_box(anchor, row, column, guess):
    """In fractions of the image."""
    return torch.stack([(torch.sigmoid(guess[0]) + column) / WIDTH, (torch.sigmoid(guess[1]) + row) / HEIGHT,
                        torch.exp(guess[2]) * anchor[0] / WIDTH, torch.exp(guess[3]) * anchor[1] / HEIGHT])


def yolo2_loss(prediction, target, objects=None, coordinates=1.0, has_object=5.0, no_object=1.0, class_weight=1.0, ignore=0.6):
    """Redmon and Farhadi 2017, with the squared errors and weights of the authors' own configuration."""
    losses = []
    for image, (p, t) in enumerate(zip(prediction, target)):
        loss = torch.zeros(())
        for a, anchor, row, column, guess in yolo2_cells(p):
            truth = t[a, :, row, column]
            confidence = torch.sigmoid(guess[4])
            box = yolo2_box(anchor, row, column, guess)
            if truth[0] == 1:
                true_box = torch.stack([(truth[1] + column) / WIDTH, (truth[2] + row) / HEIGHT, torch.exp(truth[3]) * anchor[0] / WIDTH,
                    torch.exp(truth[4]) * anchor[1] / HEIGHT])
                loss = loss + coordinates * ((torch.sigmoid(guess[0]) - truth[1]) ** 2 + (torch.sigmoid(guess[1]) - truth[2]) ** 2)
                loss = loss + coordinates * ((guess[2] - truth[3]) ** 2 + (guess[3] - truth[4]) ** 2)
                loss = loss + has_object * (confidence - overlap(box, true_box).detach()) ** 2
                loss = loss + class_weight * F.cross_entropy(guess[5:].reshape(1, -1), truth[5:].argmax().reshape(1))
            elif objects is None or max(overlap(box, o) for o in objects[image]) <= ignore:
                loss = loss + no_object * confidence ** 2
        losses.append(loss)
    return torch.stack(losses).reshape(-1, 1)


def yolo2_decode(prediction):
    boxes = torch.stack([torch.stack([yolo2_box(*cell[1:]) for cell in yolo2_cells(p)]) for p in prediction])
    scores = torch.stack([torch.stack([torch.sigmoid(cell[4][4]) * F.softmax(cell[4][5:], 0) for cell in yolo2_cells(p)],
        1) for p in prediction])
    return boxes, scores


def suppress(boxes, scores, most, iou_threshold, score_threshold):
    """Rows of (image, class, box), the unused ones -1, and how many there are."""
    rows = []
    for image in range(scores.shape[0]):
        for label in range(scores.shape[1]):
            order = sorted((b for b in range(boxes.shape[1]) if scores[image, label, b] > score_threshold),
                key=lambda b: (-scores[image, label, b].item(), b))
            taken = []
            for b in order:
                if len(taken) < most and all(overlap(boxes[image, b], boxes[image, other]) <= iou_threshold for other in taken):
                    taken.append(b)
            rows += [[image, label, b] for b in taken]
    table = torch.full((scores.shape[0] * scores.shape[1] * min(most, boxes.shape[1]), 3), -1.0)
    for i, row in enumerate(rows):
        table[i] = torch.tensor(row).double()
    return table, torch.tensor([float(len(rows))])


def corners(boxes):
    """(x, y, width, height) as ONNX's two corners (y1, x1, y2, x2); every second box has its corners the other way round."""
    x, y, w, h = boxes.unbind(-1)
    low, high = torch.stack([y - h / 2, x - w / 2], -1), torch.stack([y + h / 2, x + w / 2], -1)
    turned = torch.arange(boxes.shape[1]).reshape(1, -1, 1) % 2 == 1
    return torch.cat([torch.where(turned, high, low), torch.where(turned, low, high)], -1)


def keypoint_loss(x, t, visible, delta):
    errors = F.mse_loss(x, t, reduction="none") if delta is None else F.huber_loss(x, t, reduction="none", delta=delta)
    return (errors * visible).sum() / max(1.0, float(2 * visible.sum()))


def add(record):
    target = torch.zeros(2, 5 + CLASSES, GRID, GRID)
    target[0, :, 0, 1] = torch.tensor([1, 0.3, 0.8, 0.4, 0.25, 0, 1, 0])
    target[0, :, 1, 0] = torch.tensor([1, 0.6, 0.1, 0.2, 0.5, 0, 0, 1])
    target[1, :, 1, 1] = torch.tensor([1, 0.5, 0.45, 0.7, 0.6, 1, 0, 0])
    record("detection/YoloV1 loss", yolo1_loss, fixed=("target",), low=0.1, high=0.95, prediction=(2, 5 * BOXES + CLASSES, GRID, GRID),
        target=target)
    record("detection/YoloV1 loss weights", lambda p, t: yolo1_loss(p, t, 2.0, 0.25), fixed=("target",), low=0.1, high=0.95,
           prediction=(2, 5 * BOXES + CLASSES, GRID, GRID), target=target)
    record("detection/YoloV1 decode", yolo1_decode, low=0.1, high=0.9, prediction=(1, 5 * BOXES + CLASSES, GRID, GRID))

    target = torch.zeros(2, len(ANCHORS), 5 + CLASSES, HEIGHT, WIDTH)
    target[0, 0, :, 0, 1] = torch.tensor([1, 0.3, 0.8, 0.2, -0.3, 0, 1, 0])
    target[0, 1, :, 1, 2] = torch.tensor([1, 0.6, 0.1, -0.1, 0.25, 0, 0, 1])
    target[1, 1, :, 1, 0] = torch.tensor([1, 0.5, 0.45, 0.4, 0.1, 1, 0, 0])
    objects = torch.tensor([[[1.3 / 3, 0.4, 0.33, 0.41], [2.6 / 3, 0.55, 0.57, 0.45]], [[0.5 / 3, 0.725, 0.9, 0.39], [0.5, 0.5, 0.3, 0.6]]])
    shape = (2, len(ANCHORS) * (5 + CLASSES), HEIGHT, WIDTH)
    record("detection/YoloV2 loss", yolo2_loss, fixed=("target",), low=-1, high=1, prediction=shape, target=target)
    record("detection/YoloV2 loss with objects", lambda p, t, o: yolo2_loss(p, t, o, 2.0, 3.0, 0.5, 0.7, 0.3), fixed=("target", "objects"),
        low=-1, high=1, prediction=shape, target=target, objects=objects)
    record("detection/YoloV2 decode", yolo2_decode, low=-1.5, high=1.5, prediction=(1, *shape[1:]))

    record("detection/IntersectionOverUnion", lambda a, b: overlap(a.unbind(-1), b.unbind(-1)).reshape(-1, 1), low=0.2, high=1.2, a=(6, 4),
        b=(6, 4))
    boxes = [
        [[0.3, 0.3, 0.4, 0.4], [0.32, 0.33, 0.4, 0.38], [0.7, 0.7, 0.3, 0.3], [0.31, 0.72, 0.2, 0.2], [0.68, 0.71, 0.32, 0.3]],
        [[0.5, 0.5, 0.6, 0.2], [0.5, 0.5, 0.2, 0.6], [0.52, 0.5, 0.6, 0.2], [0.2, 0.2, 0.1, 0.1], [0.21, 0.2, 0.1, 0.1]],
    ]
    # Two scores are those of a threshold, which a box must exceed.
    scores = [[[0.9, 0.8, 0.3, 0.6, 0.7], [0.1, 0.4, 0.4, 0.05, 0.2]], [[0.5, 0.5, 0.5, 0.9, 0.91], [0.0, 0.3, 0.2, 0.1, 0.25]]]
    record("detection/NonMaxSuppression", lambda b, s: suppress(b, s, 3, 0.5, 0.2), gradients=False, boxes=boxes, scores=scores)
    record("detection/NonMaxSuppression most", lambda b, s: suppress(b, s, 2, 0.7, 0.0), gradients=False, boxes=boxes, scores=scores)
    many = random("boxes in a crowd", 1, 12, 4, low=0.25, high=0.75)
    record("detection/NonMaxSuppression crowd", lambda b, s: suppress(b, s, 12, 0.3, 0.1), gradients=False, boxes=many,
        scores=random("scores in a crowd", 1, 3, 12, low=0.0, high=1.0))
    record("detection/NonMaxSuppression crowd corners", lambda b, s: suppress(many, s, 12, 0.45, float("-inf")), gradients=False,
        boxes=corners(many), scores=random("scores of corners", 1, 3, 12))
    centers = torch.tensor(boxes)
    record("detection/NonMaxSuppression corners", lambda b, s: suppress(centers, s, 5, 0.35, float("-inf")), gradients=False,
        boxes=corners(centers), scores=scores)

    visible = torch.tensor([[[1.0], [0.0], [1.0]], [[1.0], [1.0], [0.0]]])
    for name, delta in [("", None), (" 0.3", 0.3)]:
        record(f"detection/KeypointLoss{name}", lambda x, t, v, d=delta: keypoint_loss(x, t, v, d), fixed=("target", "visible"), low=-1,
            high=1,
               prediction=(2, 3, 2), target=(2, 3, 2), visible=visible)
    record("detection/KeypointLoss none visible", lambda x, t, v: keypoint_loss(x, t, v, None), fixed=("target", "visible"),
        prediction=(1, 2, 2), target=(1, 2, 2), visible=torch.zeros(1, 2, 1))
    record("detection/KeypointHead", lambda x, w, b: (x @ w + b).reshape(2, 3, 2), x=(2, 4), head__weights=(4, 6), head__bias=(6,))
