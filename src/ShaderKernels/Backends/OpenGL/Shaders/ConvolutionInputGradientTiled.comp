#version 430
// The gradient of a convolution by its input as a matrix product by tiles (TiledProduct.glsl). With a stride, pixels fall into
// STRIDE_H * STRIDE_W phases, by the remainder of their padded position; the pixels of a phase were seen by the same taps, so each phase is
// a dense product of its own: a row for each of its pixels, a column for each channel, and the sum runs over its taps and output channels,
// k = (i * TAPS_W + j) * O + o. GROUPS is 1, and the dilation is 1 wherever the stride is not.
//
// 0  output gradient  [N, OH, OW, O]
// 1  filters          [KH, KW, C, O]
// 2  input gradient   [N, H, W, C]
// work-group COLUMN_THREADS * 4 channels by ROW_THREADS * ROWS pixels of a phase

layout(std430, binding = 0) readonly buffer Gradient { LEFT_ELEMENT gradient[]; };
layout(std430, binding = 1) readonly buffer Filters { RIGHT_ELEMENT filters[]; };

// Most pixels a phase has along each axis; phases that have fewer leave some out.
const int PHASE_H = (H + STRIDE_H - 1) / STRIDE_H;
const int PHASE_W = (W + STRIDE_W - 1) / STRIDE_W;

// The most taps a phase has across; one that has fewer multiplies by 0, so that k is taken apart by constants.
const int TAPS_W = (KW + STRIDE_W - 1) / STRIDE_W;

ivec2 remainder; // Of the padded position, and the first tap of the phase.
ivec2 firstPixel;
ivec2 taps;

void beginPhase(int phase) {
  ivec2 stride = ivec2(STRIDE_H, STRIDE_W);
  remainder = ivec2(phase / STRIDE_W, phase % STRIDE_W);
  firstPixel = (remainder - ivec2(BEFORE_H, BEFORE_W) % stride + stride) % stride;
  taps = max((ivec2(KH, KW) - remainder + stride - 1) / stride, ivec2(0));
}

// The pixel of a row: (picture, row, column, whether it exists)
ivec4 pixel(uint row) {
  int n = int(row / (PHASE_H * PHASE_W));
  ivec2 at = firstPixel + ivec2(row / PHASE_W % PHASE_H, row % PHASE_W) * ivec2(STRIDE_H, STRIDE_W);
  return ivec4(n, at, n < N && at.x < H && at.y < W);
}

// (first output pixel of the picture, output row and column whose first tap of the phase touched the pixel, whether it exists)
ivec4 leftPlace(uint row) {
  ivec4 at = pixel(row);
  return ivec4(at.x * (OH * OW), (at.y + BEFORE_H - remainder.x) / STRIDE_H, (at.z + BEFORE_W - remainder.y) / STRIDE_W, at.w);
}

// The place in the output gradient of tap and channel k, -1 outside.
int gradientPlace(ivec4 place, uint k) {
  int tap = int(k / O), i = tap / TAPS_W, j = tap % TAPS_W;
  int y = place.y - i * DILATION_H, x = place.z - j * DILATION_W;
  bool inside = place.w != 0 && i < taps.x && j < taps.y && y >= 0 && y < OH && x >= 0 && x < OW;
  return inside ? (place.x + y * OW + x) * O + int(k % O) : -1;
}

vec4 left(ivec4 place, uint row, uint k) {
#if LEFT_VECTORS
  int first = gradientPlace(place, k);
  return first < 0 ? vec4(0.0) : gradient[first / 4];
#else
  vec4 values = vec4(0.0);
  for (uint i = 0; i < 4; i++) {
    int at = gradientPlace(place, k + i);
    if (at >= 0) values[i] = gradient[at];
  }
  return values;
#endif
}

// The place in the filters of tap and output channel k for an input channel, -1 outside.
int filterPlace(uint k, uint column) {
  int tap = int(k / O), i = tap / TAPS_W, j = tap % TAPS_W;
  if (i >= taps.x || j >= taps.y || column >= C) return -1;
  int kh = remainder.x + i * STRIDE_H, kw = remainder.y + j * STRIDE_W;
  return ((kh * KW + kw) * C + int(column)) * O + int(k % O);
}

vec4 right(uint k, uint column) {
#if RIGHT_VECTORS
  int first = filterPlace(k, column);
  return first < 0 ? vec4(0.0) : filters[first / 4];
#else
  vec4 values = vec4(0.0);
  for (uint i = 0; i < 4; i++) {
    int at = filterPlace(k + i, column);
    if (at >= 0) values[i] = filters[at];
  }
  return values;
#endif
}

void store(uint row, uint column, vec4 values) {
  ivec4 at = pixel(row);
  if (at.w != 0 && column < C) storeQuad(((at.x * H + at.y) * W + at.z) * C + column, column, values);
}

void main() {
#if SPLITS > 1
  beginPhase(0); // Only a single phase, that of stride 1, has its sum split.
  multiplyTile(tileRow(), tileColumn(), splitBegin(), splitEnd());
#else
  uint phase = splitNumber();
  beginPhase(int(phase));
  multiplyTile(tileRow(), tileColumn(), 0u, phase < PRODUCTS ? uint(taps.x * TAPS_W * O) : 0u);
#endif
}
