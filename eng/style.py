#!/usr/bin/env python3
"""Draws the picture whose style the network of the style filter learns: short brush strokes along the lines of a flow, in a few colors.

    python3 eng/style.py assets/styles/strokes.png    # needs NumPy and OpenCV (Debian: python3-numpy python3-opencv)
"""
import sys

import cv2
import numpy as np

SIZE, STROKES, STEPS = 256, 2600, 14
# Dark blue to yellow, as blue, green, red.
COLORS = np.array([[90, 40, 20], [150, 80, 30], [200, 150, 60], [60, 110, 40], [70, 200, 240], [150, 230, 250], [40, 120, 220]], float)


def main():
    random = np.random.default_rng(7)
    picture = np.full((SIZE, SIZE, 3), COLORS[0], np.uint8)
    for stroke in range(STROKES):
        x, y = random.uniform(0, SIZE, 2)
        # Colors follow the height and a slow wave, so that neighboring strokes are alike.
        tone = (y / SIZE * 3 + np.sin(x / 40) + np.cos((x + y) / 55) + random.normal(0, 0.5)) * 1.2
        color = COLORS[int(np.clip(tone + 2, 0, len(COLORS) - 1))] + random.normal(0, 10, 3)
        width = int(random.integers(2, 6)) if stroke < STROKES * 0.7 else int(random.integers(1, 3))
        points = []
        for _ in range(STEPS):
            points.append((x, y))
            angle = 2.2 * np.sin(x / 47) + 2.2 * np.cos(y / 39) + 0.6 * np.sin((x - y) / 23)
            x, y = x + 2.2 * np.cos(angle), y + 2.2 * np.sin(angle)
        cv2.polylines(picture, [np.round(np.array(points) * 8).astype(np.int32)], False, np.clip(color, 0, 255), width, cv2.LINE_AA, 3)
    cv2.imwrite(sys.argv[1], picture)


if __name__ == "__main__":
    main()
