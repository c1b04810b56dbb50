#!/usr/bin/env python3
"""The filters of the catalog in OpenCV, as a child process of the comparison: python3 opencv_filters.py THREADS

Each filter is what a user of OpenCV would write who wants it fast: 8 bits in and out, three channels (one for gray results), tables and
masks made beforehand, the separable or dedicated function where there is one.

One command a line on stdin, one answer a line on stdout; between commands the process sleeps in a blocking read.

    info               versions and threads
    load FILE W H      reads a frame of RGBA bytes
    run NAME COUNT     filters it; milliseconds a frame, or "none" without such a filter
    quit
"""
import sys
import time

import cv2
import numpy as np

REPLICATE = cv2.BORDER_REPLICATE
EDGE = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]], np.float32)
SHARPEN = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], np.float32)
EMBOSS = np.array([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]], np.float32)


def compass():
    ring = [(0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0)]
    kernels = []
    for turn in range(8):
        kernel = np.zeros((3, 3), np.float32)
        for i, place in enumerate(ring):
            kernel[place] = 5 if (i - turn) % 8 < 3 else -3
        kernels.append(kernel)
    return kernels


def curve_kernel():
    kernel = np.zeros((7, 7), np.float32)
    for y, x in [(0, 5), (1, 4), (2, 3), (3, 3), (4, 3), (5, 3)]:
        kernel[y, x] = 30 / 180
    return kernel


class Filters:
    def __init__(self, rgb):
        self.rgb = rgb
        height, width = rgb.shape[:2]
        self.compass, self.curve_kernel = compass(), curve_kernel()
        dx = ((2 * np.arange(width) + 1) / width - 1)[None, :, None]
        dy = ((2 * np.arange(height) + 1) / height - 1)[:, None, None]
        shade = (dx * dx + dy * dy) / 2 * np.ones((1, 1, 3))
        self.vignette_mask = np.rint(255 * (1 - 0.7 * shade)).astype(np.uint8)
        self.night_mask = np.rint(255 * (1 - 0.8 * shade)).astype(np.uint8)
        light = np.minimum(255, 1.6 * np.arange(256))
        self.night_table = np.rint(np.stack([0.2 * light, light, 0.3 * light], 1)).astype(np.uint8).reshape(256, 1, 3)
        self.posterize_table = np.array([int(v * 4 // 256 * 255 / 3 + 0.5) for v in range(256)], np.uint8)
        u, v = dx[:, :, 0], dy[:, :, 0]
        x = (((u * (1 + 0.1 * v * v) + 1) * width - 1) / 2).astype(np.float32)
        y = (((v * (1 + 0.1 * u * u) + 1) * height - 1) / 2).astype(np.float32)
        self.maps = cv2.convertMaps(x, y, cv2.CV_16SC2)
        stripes = np.full((height, width, 3), 255 * 0.8)
        for channel in range(3):
            stripes[:, channel::3, channel] = 255
        stripes[1::2] *= 0.65
        self.stripes = np.rint(stripes).astype(np.uint8)
        rng = np.random.RandomState(23455)
        bound = np.sqrt(3 * 9 * 9)
        weights = rng.uniform(-1.0 / bound, 1.0 / bound, (2, 3, 9, 9))
        self.random_kernels = (weights[:, :, ::-1, ::-1] / 256).astype(np.float32)
        self.random_biases = rng.uniform(-.5, .5, 2)

    def gray(self):
        return cv2.cvtColor(self.rgb, cv2.COLOR_RGB2GRAY)

    @staticmethod
    def length(gx, gy):
        return cv2.convertScaleAbs(cv2.magnitude(gx, gy))

    def sobel(self):
        gray = self.gray()
        return self.length(cv2.Sobel(gray, cv2.CV_32F, 1, 0, ksize=3, borderType=REPLICATE),
                           cv2.Sobel(gray, cv2.CV_32F, 0, 1, ksize=3, borderType=REPLICATE))

    def sobel_x(self):
        return cv2.convertScaleAbs(cv2.Sobel(self.gray(), cv2.CV_16S, 1, 0, ksize=3, borderType=REPLICATE))

    def sobel_y(self):
        return cv2.convertScaleAbs(cv2.Sobel(self.gray(), cv2.CV_16S, 0, 1, ksize=3, borderType=REPLICATE))

    def prewitt(self):
        gray, difference, ones = self.gray(), np.float32([-1, 0, 1]), np.float32([1, 1, 1])
        return self.length(cv2.sepFilter2D(gray, cv2.CV_32F, difference, ones, borderType=REPLICATE),
                           cv2.sepFilter2D(gray, cv2.CV_32F, ones, difference, borderType=REPLICATE))

    def scharr(self):
        gray = self.gray()
        return self.length(cv2.Scharr(gray, cv2.CV_32F, 1, 0, borderType=REPLICATE),
                           cv2.Scharr(gray, cv2.CV_32F, 0, 1, borderType=REPLICATE))

    def kirsch(self):
        gray, result = self.gray(), None
        for kernel in self.compass:
            one = cv2.filter2D(gray, -1, kernel, borderType=REPLICATE)
            result = one if result is None else cv2.max(result, one, result)
        return result

    def laplacian(self):
        return cv2.convertScaleAbs(cv2.Laplacian(self.gray(), cv2.CV_16S, ksize=1, borderType=REPLICATE))

    def edge(self):
        return cv2.filter2D(self.rgb, -1, EDGE, borderType=REPLICATE)

    kernel = edge

    def canny(self):
        return cv2.Canny(self.gray(), 100, 200)

    def curve(self):
        return cv2.filter2D(self.gray(), -1, self.curve_kernel, borderType=REPLICATE)

    def random(self, index):
        total = None
        for channel, plane in enumerate(cv2.split(self.rgb)):
            one = cv2.filter2D(plane, cv2.CV_32F, self.random_kernels[index, channel], borderType=REPLICATE)
            total = one if total is None else cv2.add(total, one, total)
        total = cv2.exp(-(total + self.random_biases[index]))
        return cv2.convertScaleAbs(cv2.divide(255.0, total + 1))

    def random_1(self):
        return self.random(0)

    def random_2(self):
        return self.random(1)

    def box(self):
        return cv2.blur(self.rgb, (3, 3), borderType=REPLICATE)

    def gaussian(self):
        return cv2.GaussianBlur(self.rgb, (9, 9), 1.5, borderType=REPLICATE)

    def median(self):
        return cv2.medianBlur(self.rgb, 3)

    def bilateral(self):
        return cv2.bilateralFilter(self.rgb, 9, 75, 75, borderType=REPLICATE)

    def sharpen(self):
        return cv2.filter2D(self.rgb, -1, SHARPEN, borderType=REPLICATE)

    def emboss(self):
        return cv2.filter2D(self.rgb, -1, EMBOSS, borderType=REPLICATE)

    def threshold(self):
        return cv2.threshold(self.gray(), 127, 255, cv2.THRESH_BINARY)[1]

    def posterize(self):
        return cv2.LUT(self.rgb, self.posterize_table)

    def night_vision(self):
        return cv2.multiply(cv2.applyColorMap(self.gray(), self.night_table), self.night_mask, scale=1 / 255)

    def vignette(self):
        return cv2.multiply(self.rgb, self.vignette_mask, scale=1 / 255)

    def pixelate(self):
        height, width = self.rgb.shape[:2]
        small = cv2.resize(self.rgb, (width // 8, height // 8), interpolation=cv2.INTER_AREA)
        return cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST)

    def chromatic_aberration(self):
        width = self.rgb.shape[1]
        red, green, blue = cv2.split(self.rgb)
        red = cv2.copyMakeBorder(red, 0, 0, 3, 0, REPLICATE)[:, :width]
        blue = cv2.copyMakeBorder(blue, 0, 0, 0, 3, REPLICATE)[:, 3:]
        return cv2.merge([red, green, blue])

    def crt(self):
        return cv2.multiply(cv2.remap(self.rgb, self.maps[0], self.maps[1], cv2.INTER_LINEAR), self.stripes, scale=1 / 255)

    def bloom(self):
        bright = cv2.threshold(self.rgb, 180, 0, cv2.THRESH_TOZERO)[1]
        return cv2.addWeighted(self.rgb, 1, cv2.GaussianBlur(bright, (31, 31), 5, borderType=REPLICATE), 0.6, 0)


def main():
    threads = int(sys.argv[1])
    cv2.setNumThreads(threads)
    filters = None
    for line in sys.stdin:
        words = line.split()
        if words[0] == 'info':
            print(f'OpenCV {cv2.__version__}, {cv2.getNumThreads()} threads', flush=True)
        elif words[0] == 'load':
            frame = np.fromfile(words[1], np.uint8).reshape(int(words[3]), int(words[2]), 4)
            filters = Filters(cv2.cvtColor(frame, cv2.COLOR_RGBA2RGB))
            print('loaded', flush=True)
        elif words[0] == 'run':
            function = getattr(filters, words[1].replace('-', '_'), None)
            if function is None:
                print('none', flush=True)
                continue
            begin = time.perf_counter()
            for _ in range(int(words[2])):
                function()
            print((time.perf_counter() - begin) * 1000 / int(words[2]), flush=True)
        elif words[0] == 'quit':
            return


main()
