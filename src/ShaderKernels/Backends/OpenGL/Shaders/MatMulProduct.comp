#version 430
// Matrix product (Product.glsl), in one segment.
//
// 0  left    matrices [M, K], or [K, M] if TRANSPOSE_A, a texture; the one of product i is at offset LEFT_MATRIX(i) (LoopNest.cs)
// 1  right   matrices [K, N], or [N, K] if TRANSPOSE_B, a texture, at offset RIGHT_MATRIX(i); or one packed
// 2  bias    [N], if BIAS
// 2 or 3  output  [MATRICES, M, N]
// work group TILE_COLUMNS by TILE_ROWS outputs

// The index of the product that this work group computes; only a single product is split along k.
#if MATRICES > 1
#define MATRIX min(splitIndex(), MATRICES - 1)
#else
#define MATRIX 0u
#endif

ivec4 leftOrigin(uint row) {
  return ivec4(LEFT_MATRIX(MATRIX) + int(row) * (TRANSPOSE_A == 1 ? 1 : K), 0, 0, 0);
}

int leftOffset(ivec4 origin, uint segment) { return origin.x; }

bool leftInside(ivec4 origin, uint k) { return true; }

int rightOffset(uint segment) { return RIGHT_MATRIX(MATRIX); }

void store(uint row, uint column, vec4 values) {
  if (row < M && column < N) storeQuad((MATRIX * M + row) * N + column, column, values);
}

void main() {
#if MATRICES > 1
  multiplyTile(tileRow(), tileColumn(), 0u, PRODUCT_DEPTH);
#else
  multiplyTile(tileRow(), tileColumn(), splitBegin(), splitEnd());
#endif
}
