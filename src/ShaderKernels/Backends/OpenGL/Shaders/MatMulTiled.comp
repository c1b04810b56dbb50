#version 430
// Tiled matrix product in shared memory (TiledProduct.glsl).
//
// 0  left    matrices [M, K], or [K, M] if TRANSPOSE_A; the one of product i is at offset LEFT_MATRIX(i) (LoopNest.cs)
// 1  right   matrices [K, N], or [N, K] if TRANSPOSE_B, at offset RIGHT_MATRIX(i)
// 2  bias    [N], if BIAS
// 2 or 3  output  [MATRICES, M, N]
// work group COLUMN_THREADS * 4 by ROW_THREADS * ROWS outputs

// A matrix is read as vec4 if the length of its rows in memory is a multiple of 4.
#define LEFT_WIDTH (TRANSPOSE_A == 1 ? M : K)
#define RIGHT_WIDTH (TRANSPOSE_B == 1 ? K : N)
layout(std430, binding = 0) readonly buffer Left { LEFT_ELEMENT a[]; };
layout(std430, binding = 1) readonly buffer Right { RIGHT_ELEMENT b[]; };

// The index of the product that this work group computes; only a single product is split along k.
#if MATRICES > 1
#define MATRIX splitIndex()
#else
#define MATRIX 0u
#endif

ivec4 leftOrigin(uint row) {
  return ivec4(LEFT_MATRIX(MATRIX));
}

vec4 left(ivec4 origin, uint row, uint k) {
  if (row >= M || k >= K) return vec4(0.0);
  uint first = uint(origin.x) + (TRANSPOSE_A == 1 ? k * M + row : row * K + k);
#if LEFT_VECTORS
  return a[first / 4];
#else
  uint rest = LEFT_WIDTH - (TRANSPOSE_A == 1 ? row : k);
  return vec4(a[first], rest > 1 ? a[first + 1] : 0.0, rest > 2 ? a[first + 2] : 0.0, rest > 3 ? a[first + 3] : 0.0);
#endif
}

vec4 right(uint k, uint column) {
  if (column >= N || k >= K) return vec4(0.0);
  uint first = uint(RIGHT_MATRIX(MATRIX)) + (TRANSPOSE_B == 1 ? column * K + k : k * N + column);
#if RIGHT_VECTORS
  return b[first / 4];
#else
  uint rest = RIGHT_WIDTH - (TRANSPOSE_B == 1 ? k : column);
  return vec4(b[first], rest > 1 ? b[first + 1] : 0.0, rest > 2 ? b[first + 2] : 0.0, rest > 3 ? b[first + 3] : 0.0);
#endif
}

void store(uint row, uint column, vec4 values) {
  if (row < M && column < N) storeQuad((MATRIX * M + row) * N + column, column, values);
}

void main() {
#if MATRICES > 1
  multiplyTile(tileRow(), tileColumn(), 0u, MATRIX < MATRICES ? uint(PRODUCT_DEPTH) : 0u);
#else
  multiplyTile(tileRow(), tileColumn(), splitBegin(), splitEnd());
#endif
}
