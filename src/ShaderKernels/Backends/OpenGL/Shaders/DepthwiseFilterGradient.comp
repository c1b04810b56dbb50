#version 430
// The gradient of a depthwise convolution with respect to its filters: one invocation computes the KW taps of a row of the filters of LANES
// channels, over SPLIT_ROWS output rows of the batch. It takes PIXELS output pixels at a time, so that each vector is loaded once for all
// taps that read it. Each output row has sums of its own, which keeps long sums accurate.
//
// 0  input            [N, H, W, C], a texture
// 1  output gradient  [N, OH, OW, C], a texture
// 2  filter gradient  [KH, KW, 1, C], or partial sums [SPLITS, KH, KW, 1, C] for SumSplits.comp
// work group 64 * LANES channels, neighbors along C

layout(local_size_x = 64) in;

layout(binding = 0) uniform samplerBuffer image;
layout(binding = 1) uniform samplerBuffer gradient;
layout(std430, binding = 2) writeonly buffer Output { VECTOR result[]; };

const int COLUMNS = (PIXELS - 1) * STRIDE_W + (KW - 1) * DILATION_W + 1; // Those of the image that the taps read for PIXELS pixels.

void main() {
  int index = int(invocationIndex());
  if (index >= SPLITS * KH * VECTORS) return;
  int vector = index % VECTORS, kh = index / VECTORS % KH, split = index / (VECTORS * KH);

  VECTOR sums[KW];
  for (int kw = 0; kw < KW; kw++) sums[kw] = VECTOR(0.0);
  int end = min((split + 1) * SPLIT_ROWS, N * OH);
  for (int row = split * SPLIT_ROWS; row < end; row++) {
    int y = row % OH * STRIDE_H - PAD_BEGIN_H + kh * DILATION_H;
    if (y < 0 || y >= H) continue;
    VECTOR rowSums[KW];
    for (int kw = 0; kw < KW; kw++) rowSums[kw] = VECTOR(0.0);
    for (int first = 0; first < OW; first += PIXELS) {
      VECTOR outputs[PIXELS];
      for (int p = 0; p < PIXELS; p++) {
        bool exists = first + p < OW;
        outputs[p] = FETCH(gradient, exists ? (row * OW + first + p) * VECTORS + vector : 0);
        outputs[p] = exists ? outputs[p] : VECTOR(0.0);
      }
      for (int i = 0; i < COLUMNS; i++) {
        int x = first * STRIDE_W - PAD_BEGIN_W + i;
        bool inside = x >= 0 && x < W;
        VECTOR values = FETCH(image, inside ? ((row / OH * H + y) * W + x) * VECTORS + vector : 0);
        values = inside ? values : VECTOR(0.0);
        for (int p = 0; p < PIXELS; p++) {
          int distance = i - p * STRIDE_W;
          if (distance >= 0 && distance % DILATION_W == 0 && distance / DILATION_W < KW)
            rowSums[distance / DILATION_W] += values * outputs[p];
        }
      }
    }
    for (int kw = 0; kw < KW; kw++) sums[kw] += rowSums[kw];
  }
  for (int kw = 0; kw < KW; kw++) result[((split * KH + kh) * KW + kw) * VECTORS + vector] = sums[kw];
}
