#version 430
// The gradient of a convolution with respect to its filters as a tiled matrix product (TiledProduct.glsl): a row for each tap and
// channel, (kh * KW + kw) * C + c, a column for each output channel, and a sum over all output pixels k of the batch. GROUPS is 1.
//
// 0  input            [N, H, W, C]
// 1  output gradient  [N, OH, OW, O]
// 2  filter gradient  [KH, KW, C, O]
// work group COLUMN_THREADS * 4 output channels by ROW_THREADS * ROWS taps and channels

layout(std430, binding = 0) readonly buffer Input { LEFT_ELEMENT image[]; };
layout(std430, binding = 1) readonly buffer Gradient { RIGHT_ELEMENT gradient[]; };

// (input row and column that the tap reads for output pixel (0, 0), channel, whether the row exists)
ivec4 leftOrigin(uint row) {
  int tap = int(row / C);
  return ivec4(tap / KW * DILATION_H - PAD_BEGIN_H, tap % KW * DILATION_W - PAD_BEGIN_W, int(row % C), row < PRODUCT_ROWS);
}

// The offset in the image that the tap reads for output pixel k; -1 in the padding.
int pixelOffset(ivec4 origin, uint k) {
  int y = int(k / OW % OH) * STRIDE_H + origin.x, x = int(k % OW) * STRIDE_W + origin.y;
  bool inside = origin.w != 0 && k < PRODUCT_DEPTH && y >= 0 && y < H && x >= 0 && x < W;
  return inside ? ((int(k / (OH * OW)) * H + y) * W + x) * C + origin.z : -1;
}

vec4 left(ivec4 origin, uint row, uint k) {
#if LEFT_VECTORS
  int first = pixelOffset(origin, k);
  return first < 0 ? vec4(0.0) : image[first / 4];
#else
  vec4 values = vec4(0.0);
  for (uint i = 0; i < 4; i++) {
    int at = pixelOffset(leftOrigin(row + i), k);
    if (at >= 0) values[i] = image[at];
  }
  return values;
#endif
}

vec4 right(uint k, uint column) {
  if (column >= O || k >= PRODUCT_DEPTH) return vec4(0.0);
  uint first = k * O + column;
#if RIGHT_VECTORS
  return gradient[first / 4];
#else
  uint rest = O - column;
  return vec4(gradient[first], rest > 1 ? gradient[first + 1] : 0.0,
    rest > 2 ? gradient[first + 2] : 0.0, rest > 3 ? gradient[first + 3] : 0.0);
#endif
}

void store(uint row, uint column, vec4 values) {
  if (row < PRODUCT_ROWS && column < O) storeQuad(row * O + column, column, values);
}

void main() {
  multiplyTile(tileRow(), tileColumn(), splitBegin(), splitEnd());
}
