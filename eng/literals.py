#!/usr/bin/env python3
"""Writes tests/VisionRuntime.Tests/Literals/literals.json: what every operator, layer, loss and optimizer is expected to compute.

The expected values come from PyTorch (forward in double precision,
    gradients by autograd), from the reference of ONNX, or from the formula of
the paper written out. Nothing here calls Vision, so a wrong formula there cannot be confirmed by itself.

    python3 eng/literals.py            # needs PyTorch 1.13 or newer, NumPy and onnx (Debian: python3-torch python3-numpy python3-onnx)
"""
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))

from literal_cases import (activations, compilation, convolutions, detection, elementwise, indexing, losses, normalizations, optimizers,
    poolings, products, randoms,
                           rearrangements, reductions, resampling)
from literal_cases.recorder import Recorder

TARGET = Path(__file__).parent.parent / "tests/VisionRuntime.Tests/Literals/literals.json"


def main():
    record = Recorder()
    for family in (elementwise, activations, losses, products, reductions, normalizations, convolutions, poolings, resampling,
        rearrangements,
                   indexing, randoms, detection, optimizers, compilation):
        family.add(record)
    TARGET.write_text(record.text(), encoding="utf-8")
    print(f"{len(record.cases)} cases, {TARGET.stat().st_size:,} bytes: {TARGET}")


if __name__ == "__main__":
    main()
