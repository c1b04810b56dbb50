#version 430
// The gradient of a depthwise convolution with respect to its input: one invocation computes LANES channels of PIXELS neighboring pixels of
// a row. PIXELS is a multiple of STRIDE_W, so that a pixel of every invocation depends on the same taps, and each vector of the output
// gradient is loaded once for all of them.
//
// 0  output gradient  [N, OH, OW, C], a texture
// 1  filters          [KH, KW, 1, C], a texture
// 2  input gradient   [N, H, W, C]
// work group 64 * LANES channels, neighbors along C

layout(local_size_x = 64) in;

layout(binding = 0) uniform samplerBuffer gradient;
layout(binding = 1) uniform samplerBuffer filters;
layout(std430, binding = 2) writeonly buffer Output { VECTOR result[]; };

const int SPANS = (W + PIXELS - 1) / PIXELS;

void main() {
  int index = int(invocationIndex());
  if (index >= N * H * SPANS * VECTORS) return;
  int vector = index % VECTORS, first = index / VECTORS % SPANS * PIXELS, row = index / (VECTORS * SPANS);
  int h = row % H, left = first / STRIDE_W, gradientRow = row / H * OH;

  VECTOR sums[PIXELS];
  for (int p = 0; p < PIXELS; p++) sums[p] = VECTOR(0.0);
  for (int kh = 0; kh < KH; kh++) {
    int y = h + PAD_BEGIN_H - kh * DILATION_H; // Tap kh of output row y / STRIDE_H reads row h, if STRIDE_H divides y.
    if (y < 0 || y % STRIDE_H != 0 || y / STRIDE_H >= OH) continue;
    VECTOR taps[KW];
    for (int kw = 0; kw < KW; kw++) taps[kw] = FETCH(filters, (kh * KW + kw) * VECTORS + vector);
    for (int i = FIRST_COLUMN; i <= LAST_COLUMN; i++) {
      int x = left + i;
      bool inside = x >= 0 && x < OW;
      VECTOR values = FETCH(gradient, inside ? ((gradientRow + y / STRIDE_H) * OW + x) * VECTORS + vector : 0);
      values = inside ? values : VECTOR(0.0);
      for (int p = 0; p < PIXELS; p++) {
        int distance = p + PAD_BEGIN_W - i * STRIDE_W;
        if (distance >= 0 && distance % DILATION_W == 0 && distance / DILATION_W < KW) sums[p] += values * taps[distance / DILATION_W];
      }
    }
  }
  for (int p = 0; p < PIXELS && first + p < W; p++) result[(row * W + first + p) * VECTORS + vector] = sums[p];
}
