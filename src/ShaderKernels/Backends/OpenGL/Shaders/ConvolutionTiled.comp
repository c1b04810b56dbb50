#version 430
// Convolution as a tiled matrix product (implicit GEMM, TiledProduct.glsl): the left matrix has a row for each output pixel and a column
// for each tap and channel, k = (kh * KW + kw) * C + c, and is never materialized; the right matrix is the filters. GROUPS is 1.
//
// 0  input    [N, H, W, C]
// 1  filters  [KH, KW, C, O]
// 2  bias     [O], if BIAS
// 3  residual  [N, OH, OW, O], if RESIDUAL
// 2, 3 or 4  output  [N, OH, OW, O]
// work group COLUMN_THREADS * 4 channels by ROW_THREADS * ROWS pixels

layout(std430, binding = 0) readonly buffer Input { LEFT_ELEMENT image[]; };
layout(std430, binding = 1) readonly buffer Filters { RIGHT_ELEMENT filters[]; };

// (first pixel of the image, row and column of the corner of the window, whether the output pixel exists)
ivec4 leftOrigin(uint row) {
  return ivec4(row / (OH * OW) * (H * W), int(row / OW % OH) * STRIDE_H - PAD_BEGIN_H, int(row % OW) * STRIDE_W - PAD_BEGIN_W,
    row < PRODUCT_ROWS);
}

// The offset in the image of tap k for that output pixel; -1 in the padding.
int tapOffset(ivec4 origin, uint k) {
  int tap = int(k / C);
  int y = origin.y + tap / KW * DILATION_H, x = origin.z + tap % KW * DILATION_W;
  bool inside = origin.w != 0 && k < PRODUCT_DEPTH && y >= 0 && y < H && x >= 0 && x < W;
  return inside ? (origin.x + y * W + x) * C + int(k % C) : -1;
}

vec4 left(ivec4 origin, uint row, uint k) {
#if LEFT_VECTORS
  int first = tapOffset(origin, k);
  return first < 0 ? vec4(0.0) : image[first / 4];
#else
  vec4 values = vec4(0.0);
  for (uint i = 0; i < 4; i++) {
    int at = tapOffset(origin, k + i);
    if (at >= 0) values[i] = image[at];
  }
  return values;
#endif
}

vec4 right(uint k, uint column) {
  if (column >= O || k >= PRODUCT_DEPTH) return vec4(0.0);
  uint first = k * O + column;
#if RIGHT_VECTORS
  return filters[first / 4];
#else
  uint rest = O - column;
  return vec4(filters[first], rest > 1 ? filters[first + 1] : 0.0,
    rest > 2 ? filters[first + 2] : 0.0, rest > 3 ? filters[first + 3] : 0.0);
#endif
}

void store(uint row, uint column, vec4 values) {
  if (row < PRODUCT_ROWS && column < O) storeQuad(row * O + column, column, values);
}

void main() {
  multiplyTile(tileRow(), tileColumn(), splitBegin(), splitEnd());
}
