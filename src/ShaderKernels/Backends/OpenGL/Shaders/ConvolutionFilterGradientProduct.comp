#version 430
// The gradient of a convolution with respect to its filters as a matrix product (Product.glsl): a row for each tap and channel,
// (kh * KW + kw) * GROUP_C + c, a column for each output channel, and a sum over all output pixels k of the batch. Each group is a product
// of its own. A segment is a row of output pixels.
//
// 0  input            [N, H, W, C], a texture
// 1  output gradient  [N, OH, OW, O], a texture
// 2  filter gradient  [KH, KW, C / GROUPS, O]
// work group TILE_COLUMNS output channels by TILE_ROWS taps and channels

const int GROUP_C = C / GROUPS;
const int GROUP_O = O / GROUPS;

int group() { return int(phaseIndex()); }

// (input row and column that the tap reads for output pixel (0, 0), channel)
ivec4 leftOrigin(uint row) {
  int tap = int(row / GROUP_C);
  return ivec4(tap / KW * DILATION_H - PAD_BEGIN_H, tap % KW * DILATION_W - PAD_BEGIN_W,
    group() * GROUP_C + int(row % GROUP_C), 0);
}

int leftOffset(ivec4 origin, uint segment) {
  int y = int(segment % OH) * STRIDE_H + origin.x;
  bool inside = LEFT_PADDED == 0 || y >= 0 && y < H;
  return inside ? ((int(segment / OH) * H + y) * W + origin.y) * C + origin.z : OUTSIDE;
}

bool leftInside(ivec4 origin, uint k) {
  int x = int(k) * STRIDE_W + origin.y;
  return x >= 0 && x < W;
}

int rightOffset(uint segment) { return int(segment) * OW * O + group() * GROUP_O; }

void store(uint row, uint column, vec4 values) {
  uint channel = group() * GROUP_O + column;
  if (row < PRODUCT_ROWS && column < GROUP_O) storeQuad(row * O + channel, column, channel, values);
}

void main() {
  multiplyTile(tileRow(), tileColumn(), splitBegin(), splitEnd());
}
