#version 430
// The gradient of a convolution with respect to its input as a tiled matrix product (TiledProduct.glsl). A stride divides the pixels into
// STRIDE_H * STRIDE_W phases, by the remainder of their padded position. The pixels of a phase depend on the same taps, so each phase is a
// dense product: a row for each of its pixels, a column for each channel, and a sum over its taps and output channels,
// k = (i * TAPS_W + j) * O + o. GROUPS is 1, and along each axis the stride or the dilation is 1.
//
// 0  output gradient  [N, OH, OW, O]
// 1  filters          [KH, KW, C, O]
// 2  input gradient   [N, H, W, C]
// work group COLUMN_THREADS * 4 channels by ROW_THREADS * ROWS pixels of a phase

layout(std430, binding = 0) readonly buffer Gradient { LEFT_ELEMENT gradient[]; };
layout(std430, binding = 1) readonly buffer Filters { RIGHT_ELEMENT filters[]; };

// The maximum number of pixels of a phase along each axis; smaller phases skip the rest.
const int PHASE_H = (H + STRIDE_H - 1) / STRIDE_H;
const int PHASE_W = (W + STRIDE_W - 1) / STRIDE_W;

// The maximum number of taps of a phase along the width; smaller phases multiply by 0, so that k is decoded with constants.
const int TAPS_W = (KW + STRIDE_W - 1) / STRIDE_W;

ivec2 remainder; // The remainder of the padded position, which is also the first tap of the phase.
ivec2 firstPixel;
ivec2 taps;

void beginPhase(int phase) {
  ivec2 stride = ivec2(STRIDE_H, STRIDE_W);
  remainder = ivec2(phase / STRIDE_W, phase % STRIDE_W);
  firstPixel = (remainder - ivec2(PAD_BEGIN_H, PAD_BEGIN_W) % stride + stride) % stride;
  taps = max((ivec2(KH, KW) - remainder + stride - 1) / stride, ivec2(0));
}

// The pixel of a row: (image, row, column, whether it exists)
ivec4 pixel(uint row) {
  int n = int(row / (PHASE_H * PHASE_W));
  ivec2 at = firstPixel + ivec2(row / PHASE_W % PHASE_H, row % PHASE_W) * ivec2(STRIDE_H, STRIDE_W);
  return ivec4(n, at, n < N && at.x < H && at.y < W);
}

// (first output pixel of the image, output row and column that read the pixel through the first tap of the phase, whether it exists)
ivec4 leftOrigin(uint row) {
  ivec4 at = pixel(row);
  return ivec4(at.x * (OH * OW), (at.y + PAD_BEGIN_H - remainder.x) / STRIDE_H, (at.z + PAD_BEGIN_W - remainder.y) / STRIDE_W, at.w);
}

// The offset in the output gradient of tap and channel k; -1 outside.
int gradientOffset(ivec4 origin, uint k) {
  int tap = int(k / O), i = tap / TAPS_W, j = tap % TAPS_W;
  int y = origin.y - i * DILATION_H, x = origin.z - j * DILATION_W;
  bool inside = origin.w != 0 && i < taps.x && j < taps.y && y >= 0 && y < OH && x >= 0 && x < OW;
  return inside ? (origin.x + y * OW + x) * O + int(k % O) : -1;
}

vec4 left(ivec4 origin, uint row, uint k) {
#if LEFT_VECTORS
  int first = gradientOffset(origin, k);
  return first < 0 ? vec4(0.0) : gradient[first / 4];
#else
  vec4 values = vec4(0.0);
  for (uint i = 0; i < 4; i++) {
    int at = gradientOffset(origin, k + i);
    if (at >= 0) values[i] = gradient[at];
  }
  return values;
#endif
}

// The offset in the filters of tap and output channel k for an input channel; -1 outside.
int filterOffset(uint k, uint column) {
  int tap = int(k / O), i = tap / TAPS_W, j = tap % TAPS_W;
  if (i >= taps.x || j >= taps.y || column >= C) return -1;
  int kh = remainder.x + i * STRIDE_H, kw = remainder.y + j * STRIDE_W;
  return ((kh * KW + kw) * C + int(column)) * O + int(k % O);
}

vec4 right(uint k, uint column) {
#if RIGHT_VECTORS
  int first = filterOffset(k, column);
  return first < 0 ? vec4(0.0) : filters[first / 4];
#else
  vec4 values = vec4(0.0);
  for (uint i = 0; i < 4; i++) {
    int at = filterOffset(k + i, column);
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
  beginPhase(0); // The sum is split only with a single phase, that is, stride 1.
  multiplyTile(tileRow(), tileColumn(), splitBegin(), splitEnd());
#else
  uint phase = splitIndex();
  beginPhase(int(phase));
  multiplyTile(tileRow(), tileColumn(), 0u, phase < PRODUCTS ? uint(taps.x * TAPS_W * O) : 0u);
#endif
}
