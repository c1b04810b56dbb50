#version 430
// Matrix product (Product.glsl), in one segment.
//
// 0  left    matrices [M, K], or [K, M] if TRANSPOSE_A, a texture; the one of product i is at offset LEFT_MATRIX(i) (LoopNest.cs)
// 1  right   matrices [K, N], or [N, K] if TRANSPOSE_B, a texture, at offset RIGHT_MATRIX(i); or one packed
// 2  bias    [N], if BIAS
// 2 or 3  output  [MATRICES, M, N]
// work group TILE_COLUMNS by TILE_ROWS outputs

ivec4 leftOrigin(uint row) {
  return ivec4(LEFT_MATRIX(phaseIndex()) + int(row) * (TRANSPOSE_A == 1 ? 1 : K), 0, 0, 0);
}

int leftOffset(ivec4 origin, uint segment) { return origin.x; }

bool leftInside(ivec4 origin, uint k) { return true; }

int rightOffset(uint segment) { return RIGHT_MATRIX(phaseIndex()); }

void store(uint row, uint column, vec4 values) {
  if (row < M && column < N) storeQuad((phaseIndex() * M + row) * N + column, column, column, values);
}

void main() {
  multiplyTile(tileRow(), tileColumn(), splitBegin(), splitEnd());
}
