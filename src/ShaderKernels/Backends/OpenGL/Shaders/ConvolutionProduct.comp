#version 430
// Convolution as a matrix product (implicit GEMM, Product.glsl): the left matrix has a row for each output pixel and a column for each tap
// and channel, k = (kh * KW + kw) * GROUP_C + c, and is never materialized; the right matrix is the filters. Each group is a product of its
// own. A segment is the channels of a tap, or of a row of TAPS_OF_SEGMENT taps that are neighbors in the image, too.
//
// 0  input    [N, H, W, C], a texture
// 1  filters  [KH, KW, C / GROUPS, O], or packed, a texture
// 2  bias     [O], if BIAS
// 3  residual  [N, OH, OW, O], if RESIDUAL
// 2, 3 or 4  output  [N, OH, OW, O]
// work group TILE_COLUMNS channels by TILE_ROWS pixels

const int GROUP_C = C / GROUPS;
const int GROUP_O = O / GROUPS;

int group() { return int(phaseIndex()); }

// (first pixel of the image, row and column of the corner of the window)
ivec4 leftOrigin(uint row) {
  return ivec4(row / (OH * OW) * (H * W), int(row / OW % OH) * STRIDE_H - PAD_BEGIN_H, int(row % OW) * STRIDE_W - PAD_BEGIN_W, 0);
}

int leftOffset(ivec4 origin, uint segment) {
  int tap = int(segment) * TAPS_OF_SEGMENT;
  int y = origin.y + tap / KW * DILATION_H, x = origin.z + tap % KW * DILATION_W;
  bool inside = LEFT_PADDED == 0 || y >= 0 && y < H && x >= 0 && x < W;
  return inside ? (origin.x + y * W + x) * C + group() * GROUP_C : OUTSIDE;
}

bool leftInside(ivec4 origin, uint k) { return true; }

int rightOffset(uint segment) { return int(segment) * SEGMENT_DEPTH * RIGHT_STEP + group() * RIGHT_GROUP; }

void store(uint row, uint column, vec4 values) {
  uint channel = group() * GROUP_O + column;
  if (row < PRODUCT_ROWS && column < GROUP_O) storeQuad(row * O + channel, column, channel, values);
}

void main() {
  multiplyTile(tileRow(), tileColumn(), splitBegin(), splitEnd());
}
