#version 430
// The gradient of a convolution with respect to its input as a matrix product (Product.glsl). A stride divides the pixels into
// STRIDE_H * STRIDE_W phases, by the remainder of their padded position. The pixels of a phase depend on the same taps, so each phase is a
// dense product: a row for each of its pixels, a column for each channel, and a sum over its taps and output channels,
// k = (i * TAPS_W + j) * GROUP_O + o. A segment is the output channels of a tap. Groups multiply the phases, and along each axis the stride
// or the dilation is 1.
//
// 0  output gradient  [N, OH, OW, O], a texture
// 1  filters          [KH, KW, C / GROUPS, O], a texture
// 2  input gradient   [N, H, W, C]
// work group TILE_COLUMNS channels by TILE_ROWS pixels of a phase

const int GROUP_C = C / GROUPS;
const int GROUP_O = O / GROUPS;
const int STRIDE_PHASES = STRIDE_H * STRIDE_W;

int group() { return int(phaseIndex() / STRIDE_PHASES); }

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

int leftOffset(ivec4 origin, uint segment) {
  int i = int(segment) / TAPS_W, j = int(segment) % TAPS_W;
  int y = origin.y - i * DILATION_H, x = origin.z - j * DILATION_W;
  bool inside = origin.w != 0 && i < taps.x && j < taps.y && y >= 0 && y < OH && x >= 0 && x < OW;
  return inside ? (origin.x + y * OW + x) * O + group() * GROUP_O : OUTSIDE;
}

bool leftInside(ivec4 origin, uint k) { return true; }

int rightOffset(uint segment) {
  ivec2 tap = min(ivec2(segment / TAPS_W, segment % TAPS_W), max(taps - 1, 0));
  return ((remainder.x + tap.x * STRIDE_H) * KW + remainder.y + tap.y * STRIDE_W) * GROUP_C * O + group() * GROUP_O;
}

void store(uint row, uint column, vec4 values) {
  ivec4 at = pixel(row);
  uint channel = group() * GROUP_C + column;
  if (at.w != 0 && column < GROUP_C) storeQuad(((at.x * H + at.y) * W + at.z) * C + channel, column, channel, values);
}

void main() {
  beginPhase(int(phaseIndex() % STRIDE_PHASES));
#if SPLITS > 1
  multiplyTile(tileRow(), tileColumn(), splitBegin(), splitEnd()); // The sum is split only with stride 1, when the phase has all taps.
#else
  multiplyTile(tileRow(), tileColumn(), 0u, splitIndex() < SPLITS ? uint(taps.x * TAPS_W * GROUP_O) : 0u);
#endif
}
