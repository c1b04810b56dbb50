"""Convolutions and what is related to them."""
import torch
import torch.nn.functional as F

CONV = [None, F.conv1d, F.conv2d, F.conv3d]
TRANSPOSED = [None, F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d]


def padded(x, pads, mode="constant"):
    """`pads` are (before, after) of each spatial axis, outermost first."""
    return F.pad(x, [side for pair in reversed(pads) for side in pair], mode)


def conv(x, w, b=None, pads=None, mode="constant", **how):
    x = padded(x, pads, mode) if pads else x
    return CONV[x.dim() - 2](x, w, b, **how)


def local(x, w, b, size, stride, pad):
    """A filter of its own at each position: weights [positions, taps, filters], bias [filters, OH, OW]."""
    columns = F.unfold(x, size, padding=pad, stride=stride)
    y = torch.einsum("ntp,ptf->nfp", columns, w)
    return y.reshape(x.shape[0], *b.shape) + b


def add(record):
    # Image convolutions, over all that a window can do.
    record("convolution/2d", conv, x=(2, 2, 4, 4), filters=(3, 2, 3, 3), bias=(3,))
    record("convolution/2d asymmetric padding", lambda x, w, b: conv(x, w, b, [(2, 1), (0, 3)]), x=(2, 2, 4, 3), filters=(3, 2, 3, 2),
        bias=(3,))
    record("convolution/2d strides", lambda x, w, b: conv(x, w, b, [(1, 1), (1, 0)], stride=(2, 3)), x=(2, 2, 5, 6), filters=(3, 2, 3, 1),
        bias=(3,))
    record("convolution/2d dilation", lambda x, w: conv(x, w, None, [(1, 2), (2, 1)], dilation=(2, 3)), x=(1, 2, 5, 5),
        filters=(3, 2, 2, 2))
    record("convolution/2d groups", lambda x, w, b: conv(x, w, b, [(1, 1), (1, 1)], groups=2), x=(2, 4, 3, 2), filters=(4, 2, 3, 3),
        bias=(4,))
    record("convolution/2d floor", lambda x, w: conv(x, w, stride=2), x=(1, 2, 6, 5), filters=(2, 2, 3, 2))
    record("convolution/2d wide", lambda x, w, b: conv(x, w, b, [(1, 1), (1, 1)]), x=(1, 5, 3, 6), filters=(5, 5, 3, 3), bias=(5,))
    record("convolution/Relu", lambda x, w, b: torch.relu(conv(x, w, b)), x=(1, 2, 4, 3), filters=(2, 2, 2, 2), bias=(2,))
    record("convolution/Relu6", lambda x, w, b: F.relu6(conv(x, w, b)), low=-3, high=3, x=(1, 2, 4, 3), filters=(2, 2, 2, 2), bias=(2,))
    record("convolution/None", conv, x=(1, 2, 4, 3), filters=(2, 2, 2, 2), bias=(2,))
    record("convolution/1d", lambda x, w, b: conv(x, w, b, [(1, 2)], stride=2, dilation=2), x=(2, 3, 8), filters=(4, 3, 3), bias=(4,))
    record("convolution/3d", lambda x, w, b: conv(x, w, b, [(1, 0), (0, 1), (1, 1)], stride=(2, 1, 1)), x=(1, 2, 4, 3, 3),
        filters=(3, 2, 3, 2, 2), bias=(3,))
    record("convolution/3d groups", lambda x, w: conv(x, w, None, [(0, 1), (1, 0), (0, 0)], groups=2), x=(1, 4, 3, 3, 3),
        filters=(2, 2, 2, 2, 2))
    for name, mode in [("Constant", "constant"), ("Reflect", "reflect"), ("Edge", "replicate"), ("Wrap", "circular")]:
        # The windows do not fit; the padding that RoundingMode.Pad adds is made of the same as that of the window.
        record(f"convolution/RoundingMode.Pad {name}", lambda x, w, m=mode: conv(x, w, None, [(1, 2), (1, 2)], m, stride=2), x=(1, 2, 4, 4),
            filters=(2, 2, 3, 3))
    # Six pixels under a window of 3 with stride 2 leave one over: it is cut off the end.
    record("convolution/RoundingMode.Crop", lambda x, w: conv(x[:, :, 0:5, 1:7], w, None, stride=(2, 3)), x=(1, 2, 6, 8), filters=(2, 2, 3, 3))

    # Padding rules on a filter of 4 taps, 7 pixels, stride 2.
    for name, (before, after) in {"Valid": (0, 0), "Same": (1, 2), "Half": (1, 2), "SameUpper": (1, 2), "SameLower": (2, 1), "Full": (3, 3),
        "Explicit": (2, 0)}.items():
        record(f"padding rule/{name}", lambda x, w, b, p=(before, after): conv(x, w, b, [p], stride=2)[..., :], x=(2, 2, 7),
            conv__filters=(2, 2, 4), conv__bias=(2,))
    record("padding rule/ForceEqual", lambda x, w, b: conv(x, w, b, [(2, 2)]), x=(2, 2, 7), conv__filters=(2, 2, 4), conv__bias=(2,))

    record("convolution/named", lambda x, w, b: conv(x, w, b, [(1, 1), (1, 1)]), x=(1, 2, 3, 4), conv__filters=(3, 2, 3, 3),
        conv__bias=(3,))
    record("convolution/DepthwiseConvolution", lambda x, w, b: conv(x, w, b, [(1, 1), (1, 1)], groups=3), x=(1, 3, 4, 3),
        conv__filters=(6, 1, 3, 3), conv__bias=(6,))
    record("convolution/SeparableConvolution", lambda x, d, p, b: conv(conv(x, d, None, [(1, 1), (1, 1)], groups=3), p, b),
           x=(1, 3, 3, 4), conv__depthwise__filters=(3, 1, 3, 3), conv__pointwise__filters=(4, 3, 1, 1), conv__pointwise__bias=(4,))
    record("convolution/LocallyConnected", lambda x, w, b: local(x, w, b, 2, 1, 0), x=(2, 2, 3, 4), local__filters=(6, 8, 3),
        local__bias=(3, 2, 3))
    record("convolution/LocallyConnected Relu", lambda x, w, b: torch.relu(local(x, w, b, 3, 2, 1)), x=(2, 1, 5, 3),
        local__filters=(6, 9, 2), local__bias=(2, 3, 2))
    record("convolution/LocallyConnected Relu6", lambda x, w, b: F.relu6(local(x, w, b, 2, 1, 0)), low=-3, high=3, x=(1, 2, 3, 3),
        local__filters=(4, 8, 2), local__bias=(2, 2, 2))

    # Output channel 0 sees the inputs 0 and 2, output channel 1 the input 1, output channel 2 all.
    table = [[0, 2], [1], [0, 1, 2]]

    def connected(x, kernels, b):
        kernels, rows = list(kernels), []
        for inputs in table:
            rows.append(torch.stack([kernels.pop(0) if i in inputs else torch.zeros(2, 2) for i in range(3)]))
        return torch.relu(conv(x, torch.stack(rows), b, [(1, 1), (1, 1)], stride=2))

    record("convolution/connection table", connected, x=(2, 3, 4, 2), conv__filters=(6, 2, 2), conv__bias=(3,))

    def transposed(name, x, filters, **how):
        bias = filters[1] * how.get("groups", 1)
        record(f"convolution/TransposedConvolution {name}", lambda x, w, b: TRANSPOSED[x.dim() - 2](x, w, b, **how), x=x,
            conv__filters=filters, conv__bias=(bias,))

    transposed("1d", (2, 3, 4), (3, 2, 3), stride=2, padding=1, output_padding=1)
    transposed("2d", (1, 2, 3, 4), (2, 3, 3, 3), stride=2, padding=1)
    transposed("2d groups", (1, 4, 3, 2), (4, 2, 2, 2), groups=2, dilation=2)
    transposed("3d", (1, 2, 2, 3, 2), (2, 2, 2, 2, 2), stride=2)
    record("convolution/TransposedConvolution given", lambda x, w: F.conv_transpose2d(x, w, None, stride=(2, 1))[:, :, 1:6, 0:3],
        x=(2, 2, 3, 2), filters=(2, 3, 3, 3))
    record("convolution/TransposedConvolution Relu", lambda x, w, b: torch.relu(F.conv_transpose2d(x, w, b)), x=(1, 2, 3, 2),
        conv__filters=(2, 2, 2, 2), conv__bias=(2,))
    record("convolution/TransposedConvolution Relu6", lambda x, w, b: F.relu6(F.conv_transpose2d(x, w, b)), low=-3, high=3, x=(1, 2, 3, 2),
        conv__filters=(2, 2, 2, 2), conv__bias=(2,))

    record("unfolding/Unfold", lambda x: F.unfold(x, 2, dilation=2, padding=1, stride=2), x=(2, 2, 5, 4))
    record("unfolding/Unfold given", lambda x: F.unfold(F.pad(x, (0, 1, 1, 0)), (3, 2), stride=(1, 2)), x=(2, 2, 3, 5))
    record("unfolding/UnfoldAxis", lambda x: F.pad(x, (1, 2)).unfold(2, 3, 2).reshape(2, 3, 9), x=(2, 3, 5))
    record("unfolding/Fold", lambda x: F.fold(x, (4, 5), (2, 3), padding=(1, 0), stride=(2, 1)), x=(2, 12, 9))
