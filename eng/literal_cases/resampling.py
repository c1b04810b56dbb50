"""Resizing (ONNX's Resize and PyTorch's interpolate), reading between pixels, and padding."""
import math

import numpy as np
import torch
import torch.nn.functional as F
from onnx.backend.test.case.node.resize import cubic_coeffs, interpolate_nd, linear_coeffs, nearest_coeffs


def matrix(function, length):
    """The matrix of a linear function of one axis, from what it makes of the unit vectors."""
    return torch.tensor(np.stack([function(row) for row in np.eye(length)], -1))


def along(rows, columns):
    """Both axes of images resized by a matrix each."""
    return lambda x: torch.einsum("nchw,oh,pw->ncop", x, rows, columns)


def onnx_axis(inputs, outputs, coefficients, coordinates, **how):
    """One axis by ONNX's reference."""
    return matrix(lambda row: interpolate_nd(row, coefficients, output_size=[outputs], coordinate_transformation_mode=coordinates, **how),
        inputs)


def linear_axis(inputs, outputs, place):
    """Linear interpolation at places given by a formula; end elements are repeated past the ends."""
    rows = torch.zeros(outputs, inputs)
    for output in range(outputs):
        at = min(max(place(output), 0), inputs - 1)
        low = min(int(at), inputs - 2)
        rows[output, low] += 1 - (at - low)
        rows[output, low + 1] += at - low
    return rows


def area_axis(inputs, outputs):
    """Each output is the mean of the stretch that it covers."""
    rows = torch.zeros(outputs, inputs)
    for output in range(outputs):
        begin, end = output * inputs / outputs, (output + 1) * inputs / outputs
        for i in range(inputs):
            rows[output, i] = max(0.0, min(end, i + 1) - max(begin, i)) / (end - begin)
    return rows


def add(record):
    image = (2, 1, 3, 4)
    record("resize/Linear", lambda x: F.interpolate(x, (5, 3), mode="bilinear"), x=image)
    record("resize/Cubic", lambda x: F.interpolate(x, (5, 7), mode="bicubic"), x=image)
    record("resize/Nearest", along(onnx_axis(3, 5, lambda r: nearest_coeffs(r, "round_prefer_floor"), "half_pixel"),
                                   onnx_axis(4, 3, lambda r: nearest_coeffs(r, "round_prefer_floor"), "half_pixel")), x=image)
    record("resize/Area", along(area_axis(5, 3), area_axis(7, 4)), x=(1, 2, 5, 7))
    record("resize/Area whole", lambda x: F.interpolate(x, (2, 3), mode="area"), x=(1, 2, 4, 6))
    record("resize/Upsample", lambda x: F.interpolate(x, scale_factor=2, mode="nearest"), x=image)
    record("resize/Upsample Linear", lambda x: F.interpolate(x, scale_factor=3, mode="bilinear"), x=(1, 1, 2, 3))

    for name, mode in [("PreferFloor", "round_prefer_floor"), ("PreferCeiling", "round_prefer_ceil"), ("Floor", "floor"),
        ("Ceiling", "ceil")]:
        axis = lambda i, o, m=mode: onnx_axis(i, o, lambda r: nearest_coeffs(r, m), "asymmetric")
        record(f"resize/rounding {name}", along(axis(3, 6), axis(5, 3)), x=(1, 1, 3, 5))

    for name, mode in [("HalfPixel", "half_pixel"), ("PytorchHalfPixel", "pytorch_half_pixel"), ("AlignCorners", "align_corners"),
        ("Asymmetric", "asymmetric")]:
        axis = lambda i, o, m=mode: onnx_axis(i, o, linear_coeffs, m)
        record(f"resize/coordinates {name}", along(axis(3, 5), axis(5, 2)), x=(1, 1, 3, 5))
    # ONNX 19: x_original = (offset + x) / scale - 0.5, where the resized axis is centered on the input's middle.
    scale, length, outputs = 0.65, 6, 3
    adjustment = outputs / (length * scale)
    offset = length / 2 * (1 - adjustment)
    record("resize/coordinates HalfPixelSymmetric", along(torch.eye(2),
        linear_axis(length, outputs, lambda x: offset + (x + 0.5) / scale - 0.5)), x=(1, 1, 2, 6))
    chosen = [min(math.ceil((x + 0.5) / (5 / 3) - 0.5), 2) for x in range(5)]
    record("resize/coordinates TfHalfPixelForNn", lambda x: x[:, :, chosen][..., [1, 3]], x=(1, 1, 3, 4))
    crop = matrix(lambda row: interpolate_nd(row, linear_coeffs, output_size=[4], roi=np.array([0.2, 1.3]),
        coordinate_transformation_mode="tf_crop_and_resize"), 5)
    outside = torch.tensor([0.0, 0.0, 0.0, 7.5])
    record("resize/coordinates TfCropAndResize", lambda x: torch.einsum("ncw,ow->nco", x, crop) + outside, x=(2, 1, 5))

    record("resize/ExcludeOutside", along(onnx_axis(4, 7, lambda r: cubic_coeffs(r, A=-0.5), "half_pixel", exclude_outside=True),
                                          onnx_axis(5, 3, lambda r: cubic_coeffs(r, A=-0.5), "half_pixel",
                                              exclude_outside=True)), x=(1, 1, 4, 5))
    # PyTorch's antialiasing leaves out what lies outside, and its cubic has a = -0.5.
    record("resize/Antialias Linear", lambda x: F.interpolate(x, (3, 4), mode="bilinear", antialias=True), x=(1, 1, 7, 6))
    record("resize/Antialias Cubic", lambda x: F.interpolate(x, (3, 4), mode="bicubic", antialias=True), x=(1, 1, 7, 6))

    taps = torch.tensor([[0, 0.5, 0, 0.25], [0, 0, 0, 0], [1.5, 0, -1, 0]])
    record("resize/Resample", lambda x: torch.einsum("anb,on->aob", x, taps), x=(2, 4, 3))

    picture = torch.tensor([0, 1, 1, 0, 1, 0])
    rows, columns = [0.3, 1.6, -0.7, 2.4, 0.9, 3.8], [0.45, 2.7, 1.2, -1.3, 4.6, 3.4]
    for mode, name in [("nearest", "Nearest"), ("bilinear", "Linear"), ("bicubic", "Cubic")]:
        for border, padding, corners in [("Zeros", "zeros", True), ("Edge", "border", True), ("ReflectCenters", "reflection", True),
            ("ReflectEdges", "reflection", False)]:
            def sample(x, y_at, x_at, mode=mode, padding=padding, corners=corners):
                h, w = x.shape[2:]
                if (mode, padding) == ("bicubic", "border"):
                    # ONNX moves the position to the border before it interpolates; PyTorch moves the four neighbors, each by itself.
                    y_at, x_at = y_at.clamp(0, h - 1), x_at.clamp(0, w - 1)
                ends = [2 * x_at / (w - 1) - 1, 2 * y_at / (h - 1) - 1]
                edges = [(2 * x_at + 1) / w - 1, (2 * y_at + 1) / h - 1]
                grid = torch.stack(ends if corners else edges, -1)
                read = F.grid_sample(x, grid.expand(2, 1, *grid.shape), mode, padding, corners)
                return read[picture, :, 0, torch.arange(len(picture))]

            record(f"sampling/{name} {border}", lambda x, y_at, x_at, p, f=sample: f(x, y_at, x_at),
                fixed=("rows", "columns", "picture") if mode == "nearest" else ("picture",),
                x=(2, 1, 3, 4), rows=rows, columns=columns, picture=picture)
