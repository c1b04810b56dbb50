#version 430
// Depthwise convolution, a filter for each channel: one invocation computes LANES channels of PIXELS neighboring pixels of a row, so that
// each vector of the image is loaded once for all taps that read it.
//
// 0  input    [N, H, W, C], a texture
// 1  filters  [KH, KW, 1, C], a texture
// 2  bias     [C], if BIAS
// 3  residual  [N, OH, OW, C], if RESIDUAL
// 2, 3 or 4  output  [N, OH, OW, C]
// work group 64 * LANES channels, neighbors along C

layout(local_size_x = 64) in;

layout(binding = 0) uniform samplerBuffer image;
layout(binding = 1) uniform samplerBuffer filters;
#if BIAS
layout(std430, binding = 2) readonly buffer Bias { VECTOR bias[]; };
#endif
#if RESIDUAL
layout(std430, binding = 3) readonly buffer Residual { VECTOR residual[]; };
#endif
layout(std430, binding = OUTPUT_BINDING) writeonly buffer Output { VECTOR result[]; };

const int SPANS = (OW + PIXELS - 1) / PIXELS;
const int COLUMNS = (PIXELS - 1) * STRIDE_W + (KW - 1) * DILATION_W + 1; // Those that the pixels of an invocation read.

void main() {
  int index = int(invocationIndex());
  if (index >= N * OH * SPANS * VECTORS) return;
  int vector = index % VECTORS, first = index / VECTORS % SPANS * PIXELS, row = index / (VECTORS * SPANS);
  int left = first * STRIDE_W - PAD_BEGIN_W, top = row % OH * STRIDE_H - PAD_BEGIN_H, imageRow = row / OH * H;

  VECTOR sums[PIXELS];
  for (int p = 0; p < PIXELS; p++) sums[p] = VECTOR(0.0);
  for (int kh = 0; kh < KH; kh++) {
    int y = top + kh * DILATION_H;
    VECTOR taps[KW];
    for (int kw = 0; kw < KW; kw++) taps[kw] = FETCH(filters, (kh * KW + kw) * VECTORS + vector);
    for (int i = 0; i < COLUMNS; i++) {
      int x = left + i;
      bool inside = y >= 0 && y < H && x >= 0 && x < W;
      VECTOR values = FETCH(image, inside ? ((imageRow + y) * W + x) * VECTORS + vector : 0);
      values = inside ? values : VECTOR(0.0);
      for (int p = 0; p < PIXELS; p++) {
        int distance = i - p * STRIDE_W;
        if (distance >= 0 && distance % DILATION_W == 0 && distance / DILATION_W < KW) sums[p] += values * taps[distance / DILATION_W];
      }
    }
  }

  for (int p = 0; p < PIXELS && first + p < OW; p++) {
    int at = (row * OW + first + p) * VECTORS + vector;
#if BIAS
    sums[p] += bias[vector];
#endif
#if RESIDUAL
    sums[p] += residual[at];
#endif
    result[at] = activate(sums[p]);
  }
}
