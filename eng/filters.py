#!/usr/bin/env python3
"""Makes the pictures that the tests of filters expect, with OpenCV and NumPy (Debian: python3-opencv).

    python3 eng/filters.py tests/VisionRuntime.Tests/Filters/Expected
    python3 eng/filters.py --scene docs/images/filters/original.png

writes input.png, an odd-sized picture drawn here, and NAME.png for every filter: the function of OpenCV where it has one, otherwise the
filter's formula in NumPy, written from docs/filters.md. film.cube is the color table of lut.png.
The second form draws the picture that the guide shows the filters with.
"""
import os
import sys

import cv2
import numpy as np

WIDTH, HEIGHT = 61, 43


def draw():
    """Gradients, noise, edges in all directions, thin lines, specks, pure colors; alpha is a gradient, too."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    rng = np.random.RandomState(7)
    image = np.stack([128 + 90 * np.sin(x / 7) * np.cos(y / 5), 255 * x / (WIDTH - 1), 255 * y / (HEIGHT - 1)], 2)
    image += rng.uniform(-20, 20, image.shape)
    image = np.clip(np.rint(image), 0, 255).astype(np.uint8)
    cv2.circle(image, (18, 15), 9, (250, 240, 30), -1)
    cv2.circle(image, (42, 28), 8, (20, 30, 200), 2)
    cv2.line(image, (2, 40), (58, 4), (255, 255, 255), 1)
    cv2.rectangle(image, (28, 3), (38, 12), (0, 0, 0), -1)
    cv2.rectangle(image, (5, 28), (14, 36), (200, 20, 20), -1)
    for _ in range(40):
        image[rng.randint(HEIGHT), rng.randint(WIDTH)] = rng.randint(0, 2) * 255
    alpha = np.rint(255 * (x + y) / (WIDTH + HEIGHT - 2)).astype(np.uint8)
    return np.dstack([image, alpha])


REPLICATE = cv2.BORDER_REPLICATE


def gray_of(rgb):
    return cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)


def correlate(image, kernel):
    return cv2.filter2D(image.astype(np.float64), cv2.CV_64F, np.array(kernel, np.float64), borderType=REPLICATE)


def level(values):
    return np.clip(np.floor(values + 0.5), 0, 255).astype(np.uint8)


def gradient(rgb, across):
    gray, across = gray_of(rgb), np.array(across, np.float64)
    return level(np.hypot(correlate(gray, across), correlate(gray, across.T)))


def sobel(rgb):
    gray = gray_of(rgb)
    gx = cv2.Sobel(gray, cv2.CV_32F, 1, 0, ksize=3, borderType=REPLICATE)
    gy = cv2.Sobel(gray, cv2.CV_32F, 0, 1, ksize=3, borderType=REPLICATE)
    return np.minimum(255, cv2.magnitude(gx, gy)).round().astype(np.uint8)


def scharr(rgb):
    gray = gray_of(rgb)
    gx = cv2.Scharr(gray, cv2.CV_32F, 1, 0, borderType=REPLICATE)
    gy = cv2.Scharr(gray, cv2.CV_32F, 0, 1, borderType=REPLICATE)
    return np.minimum(255, cv2.magnitude(gx, gy)).round().astype(np.uint8)


def kirsch(rgb):
    ring = [(0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0)]
    results = []
    for turn in range(8):
        kernel = np.zeros((3, 3))
        for i, place in enumerate(ring):
            kernel[place] = 5 if (i - turn) % 8 < 3 else -3
        results.append(correlate(gray_of(rgb), kernel))
    return level(np.max(results, 0))


def curve(rgb):
    kernel = np.zeros((7, 7))
    for y, x in [(0, 5), (1, 4), (2, 3), (3, 3), (4, 3), (5, 3)]:
        kernel[y, x] = 30
    return level(correlate(gray_of(rgb), kernel) / 180)


def random_filter(index):
    """The layer of the LeNet tutorial: numpy.random.RandomState(23455), convolution (which flips), sigmoid; the border is replicated."""
    rng = np.random.RandomState(23455)
    bound = np.sqrt(3 * 9 * 9)
    weights = rng.uniform(low=-1.0 / bound, high=1.0 / bound, size=(2, 3, 9, 9))
    biases = rng.uniform(low=-.5, high=.5, size=(2,))

    def apply(rgb):
        total = sum(correlate(rgb[:, :, c] / 256., weights[index, c, ::-1, ::-1]) for c in range(3))
        return level(255 / (1 + np.exp(-(total + biases[index]))))
    return apply


def per_channel(kernel):
    return lambda rgb: cv2.filter2D(rgb, -1, np.array(kernel, np.float32), borderType=REPLICATE)


def threshold(rgb):
    return cv2.threshold(gray_of(rgb), 127, 255, cv2.THRESH_BINARY)[1]


def posterize(rgb):
    table = np.array([int(v * 4 // 256 * 255 / 3 + 0.5) for v in range(256)], np.uint8)
    return cv2.LUT(rgb, table)


def cube_size():
    return 5


def cube():
    """A table whose entries a smooth but uneven function makes, [blue, green, red, 3]."""
    n = cube_size()
    b, g, r = np.mgrid[0:n, 0:n, 0:n] / (n - 1.0)
    return np.stack([np.sqrt(r) * 0.9 + 0.1 * b, g * g * 0.8 + 0.2 * r, 1 - (1 - b) * (1 - 0.3 * g)], 3)


def write_cube(path):
    with open(path, 'w', encoding='ascii') as file:
        file.write(f'# made by eng/filters.py\nTITLE "film"\nLUT_3D_SIZE {cube_size()}\nDOMAIN_MIN 0 0 0\nDOMAIN_MAX 1 1 1\n')
        for color in cube().reshape(-1, 3):
            file.write(' '.join(f'{value:.6f}' for value in color) + '\n')


def lut(rgb):
    table, n = np.round(cube(), 6), cube_size()
    at = rgb / 255.0 * (n - 1)
    low = np.minimum(np.floor(at).astype(int), n - 2)
    f = at - low
    result = np.zeros(rgb.shape)
    for dr in (0, 1):
        for dg in (0, 1):
            for db in (0, 1):
                weight = np.prod([f[:, :, i] if d else 1 - f[:, :, i] for i, d in enumerate((dr, dg, db))], 0)
                result += weight[:, :, None] * table[low[:, :, 2] + db, low[:, :, 1] + dg, low[:, :, 0] + dr]
    return level(255 * result)


def shade(rgb, amount):
    height, width = rgb.shape[:2]
    dx = (2 * np.arange(width) + 1) / width - 1
    dy = (2 * np.arange(height) + 1) / height - 1
    return level(rgb * (1 - amount * (dx[None, :, None] ** 2 + dy[:, None, None] ** 2) / 2))


def night_vision(rgb):
    light = np.minimum(255, 1.6 * gray_of(rgb))
    return shade(np.stack([level(0.2 * light), level(light), level(0.3 * light)], 2), 0.8)


def pixelate(rgb):
    result = rgb.copy()
    for y in range(0, rgb.shape[0], 8):
        for x in range(0, rgb.shape[1], 8):
            square = rgb[y:y + 8, x:x + 8].reshape(-1, 3)
            result[y:y + 8, x:x + 8] = level(square.mean(0))
    return result


def chromatic_aberration(rgb):
    padded = cv2.copyMakeBorder(rgb, 0, 0, 3, 3, REPLICATE)
    width = rgb.shape[1]
    return np.stack([padded[:, :width, 0], rgb[:, :, 1], padded[:, 6:6 + width, 2]], 2)


def crt(rgb):
    height, width = rgb.shape[:2]
    u = (2 * np.arange(width) + 1)[None, :] / width - 1
    v = (2 * np.arange(height) + 1)[:, None] / height - 1
    x = ((u * (1 + 0.1 * v * v) + 1) * width - 1) / 2
    y = ((v * (1 + 0.1 * u * u) + 1) * height - 1) / 2
    inside = (x >= -0.5) & (x <= width - 0.5) & (y >= -0.5) & (y <= height - 0.5)
    x0, y0 = np.floor(x).astype(int), np.floor(y).astype(int)
    fx, fy = (x - x0)[:, :, None], (y - y0)[:, :, None]

    def at(yy, xx):
        return rgb[np.clip(yy, 0, height - 1), np.clip(xx, 0, width - 1)].astype(float)
    color = (at(y0, x0) * (1 - fx) + at(y0, x0 + 1) * fx) * (1 - fy) + (at(y0 + 1, x0) * (1 - fx) + at(y0 + 1, x0 + 1) * fx) * fy
    color[1::2] *= 1 - 0.35
    for channel in range(3):
        others = np.arange(width) % 3 != channel
        color[:, others, channel] *= 1 - 0.2
    return level(color * inside[:, :, None])


def bloom(rgb):
    bright = cv2.threshold(rgb, 180, 0, cv2.THRESH_TOZERO)[1]
    glow = cv2.GaussianBlur(bright.astype(np.float64), (31, 31), 5, borderType=REPLICATE)
    return level(rgb + 0.6 * glow)


EDGE = [[0, 1, 0], [1, -4, 1], [0, 1, 0]]
FILTERS = {
    'sobel': sobel,
    'sobel-x': lambda rgb: cv2.convertScaleAbs(cv2.Sobel(gray_of(rgb), cv2.CV_16S, 1, 0, ksize=3, borderType=REPLICATE)),
    'sobel-y': lambda rgb: cv2.convertScaleAbs(cv2.Sobel(gray_of(rgb), cv2.CV_16S, 0, 1, ksize=3, borderType=REPLICATE)),
    'prewitt': lambda rgb: gradient(rgb, [[-1, 0, 1]] * 3),
    'scharr': scharr,
    'kirsch': kirsch,
    'laplacian': lambda rgb: cv2.convertScaleAbs(cv2.Laplacian(gray_of(rgb), cv2.CV_16S, ksize=1, borderType=REPLICATE)),
    'edge': per_channel(EDGE),
    'canny': lambda rgb: cv2.Canny(gray_of(rgb), 100, 200),
    'curve': curve,
    'random-1': random_filter(0),
    'random-2': random_filter(1),
    'kernel': per_channel(EDGE),
    'box': lambda rgb: cv2.blur(rgb, (3, 3), borderType=REPLICATE),
    'gaussian': lambda rgb: cv2.GaussianBlur(rgb, (9, 9), 1.5, borderType=REPLICATE),
    'median': lambda rgb: cv2.medianBlur(rgb, 3),
    'bilateral': lambda rgb: cv2.bilateralFilter(rgb, 9, 75, 75, borderType=REPLICATE),
    'sharpen': per_channel([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    'emboss': per_channel([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]),
    'threshold': threshold,
    'posterize': posterize,
    'lut': lut,
    'night-vision': night_vision,
    'vignette': lambda rgb: shade(rgb, 0.7),
    'pixelate': pixelate,
    'chromatic-aberration': chromatic_aberration,
    'crt': crt,
    'bloom': bloom,
}


def scene(width=192, height=128, detail=4):
    """A landscape in the evening: a gradient, a bright sun, jagged mountains, a lit house, fine grass, stars and noise."""
    w, h = width * detail, height * detail
    y, x = np.mgrid[0:h, 0:w].astype(np.float64)
    rng = np.random.RandomState(3)
    t = (y / h)[:, :, None]
    sky = np.array([30, 40, 110]) * (1 - t) + np.array([255, 150, 70]) * t
    image = np.clip(sky, 0, 255)
    for _ in range(60):
        cx, cy = rng.randint(w), rng.randint(h // 3)
        cv2.circle(image, (cx, cy), rng.randint(1, 4), (255, 255, 230), -1, cv2.LINE_AA)
    glow = np.exp(-((x - 0.72 * w) ** 2 + (y - 0.45 * h) ** 2) / (2 * (0.09 * w) ** 2))[:, :, None]
    image += glow * np.array([90, 70, 30])
    cv2.circle(image, (int(0.72 * w), int(0.45 * h)), int(0.085 * h), (255, 245, 190), -1, cv2.LINE_AA)
    for base, color, roughness in [(0.55, (90, 80, 120), 0.10), (0.68, (55, 60, 85), 0.07)]:
        line = base * h + np.cumsum(rng.uniform(-1, 1, w)) * roughness * detail
        line += 0.06 * h * np.sin(np.arange(w) * 9 / w + 20 * base)
        points = np.concatenate([np.stack([np.arange(w), line], 1), [[w, h], [0, h]]]).astype(np.int32)
        cv2.fillPoly(image, [points], color, cv2.LINE_AA)
    cv2.rectangle(image, (0, int(0.8 * h)), (w, h), (40, 90, 45), -1)
    for _ in range(700):
        gx, gy = rng.randint(w), rng.randint(int(0.8 * h), h)
        tip = (gx + rng.randint(-8, 9), gy - rng.randint(8, 26))
        cv2.line(image, (gx, gy), tip, tuple(int(v) for v in np.array([60, 130, 50]) + rng.randint(-25, 60, 3)), 2, cv2.LINE_AA)
    left, top, right, bottom = int(0.14 * w), int(0.52 * h), int(0.36 * w), int(0.86 * h)
    cv2.rectangle(image, (left, top), (right, bottom), (150, 60, 50), -1)
    for row, by in enumerate(range(top, bottom, 14)):
        cv2.line(image, (left, by), (right, by), (110, 40, 35), 2)
        for bx in range(left + (row % 2) * 16, right, 32):
            cv2.line(image, (bx, by), (bx, min(by + 14, bottom)), (110, 40, 35), 2)
    roof = np.array([[left - 24, top], [(left + right) // 2, int(0.36 * h)], [right + 24, top]], np.int32)
    cv2.fillPoly(image, [roof], (60, 45, 60), cv2.LINE_AA)
    for wx in (0.18, 0.28):
        x0, y0, x1, y1 = int(wx * w), int(0.6 * h), int((wx + 0.05) * w), int(0.7 * h)
        cv2.rectangle(image, (x0, y0), (x1, y1), (255, 235, 130), -1)
        cv2.line(image, ((x0 + x1) // 2, y0), ((x0 + x1) // 2, y1), (60, 45, 60), 5)
        cv2.line(image, (x0, (y0 + y1) // 2), (x1, (y0 + y1) // 2), (60, 45, 60), 5)
    for i in range(5):
        cx = int((0.48 + 0.11 * i) * w)
        cv2.rectangle(image, (cx - 5, int(0.72 * h)), (cx + 5, int(0.88 * h)), (235, 235, 225), -1)
    cv2.rectangle(image, (int(0.46 * w), int(0.76 * h)), (int(0.95 * w), int(0.785 * h)), (235, 235, 225), -1)
    cv2.circle(image, (int(0.55 * w), int(0.22 * h)), int(0.07 * h), (220, 50, 60), -1, cv2.LINE_AA)
    cv2.ellipse(image, (int(0.55 * w), int(0.22 * h)), (int(0.045 * w), int(0.02 * h)), 0, 0, 360, (60, 200, 220), -1, cv2.LINE_AA)
    image = cv2.resize(np.clip(image, 0, 255), (width, height), interpolation=cv2.INTER_AREA)
    image += rng.uniform(-6, 6, image.shape)
    return np.clip(np.rint(image), 0, 255).astype(np.uint8)


def save(path, rgb, alpha):
    if rgb.ndim == 2:
        rgb = np.dstack([rgb, rgb, rgb])
    cv2.imwrite(path, np.dstack([rgb[:, :, ::-1], alpha]), [cv2.IMWRITE_PNG_COMPRESSION, 9])


def main(folder):
    os.makedirs(folder, exist_ok=True)
    image = draw()
    rgb, alpha = np.ascontiguousarray(image[:, :, :3]), image[:, :, 3]
    save(os.path.join(folder, 'input.png'), rgb, alpha)
    write_cube(os.path.join(folder, 'film.cube'))
    for name, function in FILTERS.items():
        save(os.path.join(folder, f'{name}.png'), function(rgb), alpha)


if __name__ == '__main__':
    if len(sys.argv) == 3 and sys.argv[1] == '--scene':
        cv2.imwrite(sys.argv[2], scene()[:, :, ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 9])
    elif len(sys.argv) == 2:
        main(sys.argv[1])
    else:
        sys.exit(__doc__)
