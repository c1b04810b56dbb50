#version 430
// Depthwise convolution, a filter for each channel: one invocation computes four channels of PIXELS neighboring pixels of a row, so that
// each vector of the image is loaded once for all taps that read it.
//
// 0  input    [N, H, W, C], a texture
// 1  filters  [KH, KW, 1, C], a texture
// 2  bias     [C], if BIAS
// 3  residual  [N, OH, OW, C], if RESIDUAL
// 2, 3 or 4  output  [N, OH, OW, C]
// work group 64 * 4 channels, neighbors along C

layout(local_size_x = 64) in;

layout(binding = 0) uniform samplerBuffer image;
layout(binding = 1) uniform samplerBuffer filters;
#if BIAS
layout(std430, binding = 2) readonly buffer Bias { vec4 bias[]; };
#endif
#if RESIDUAL
layout(std430, binding = 3) readonly buffer Residual { vec4 residual[]; };
#endif
layout(std430, binding = OUTPUT_BINDING) writeonly buffer Output { vec4 result[]; };

const int QUADS = C / 4;
const int SPANS = (OW + PIXELS - 1) / PIXELS;
const int COLUMNS = (PIXELS - 1) * STRIDE_W + (KW - 1) * DILATION_W + 1; // Those that the pixels of an invocation read.

void main() {
  int index = int(invocationIndex());
  if (index >= N * OH * SPANS * QUADS) return;
  int quad = index % QUADS, first = index / QUADS % SPANS * PIXELS, row = index / (QUADS * SPANS);
  int left = first * STRIDE_W - PAD_BEGIN_W, top = row % OH * STRIDE_H - PAD_BEGIN_H, imageRow = row / OH * H;

  vec4 sums[PIXELS];
  for (int p = 0; p < PIXELS; p++) sums[p] = vec4(0.0);
  for (int kh = 0; kh < KH; kh++) {
    int y = top + kh * DILATION_H;
    vec4 taps[KW];
    for (int kw = 0; kw < KW; kw++) taps[kw] = texelFetch(filters, (kh * KW + kw) * QUADS + quad);
    for (int i = 0; i < COLUMNS; i++) {
      int x = left + i;
      bool inside = y >= 0 && y < H && x >= 0 && x < W;
      vec4 values = texelFetch(image, inside ? ((imageRow + y) * W + x) * QUADS + quad : 0);
      values = mix(vec4(0.0), values, bvec4(inside));
      for (int p = 0; p < PIXELS; p++) {
        int distance = i - p * STRIDE_W;
        if (distance >= 0 && distance % DILATION_W == 0 && distance / DILATION_W < KW) sums[p] += values * taps[distance / DILATION_W];
      }
    }
  }

  for (int p = 0; p < PIXELS && first + p < OW; p++) {
    int at = (row * OW + first + p) * QUADS + quad;
#if BIAS
    sums[p] += bias[quad];
#endif
#if RESIDUAL
    sums[p] += residual[at];
#endif
    result[at] = activate(sums[p]);
  }
}
