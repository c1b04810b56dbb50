#version 430
// Matrix product by tiles in shared memory (TiledProduct.glsl).
//
// 0  left    [M, K], or [K, M] where TRANSPOSE_A
// 1  right   [K, N], or [N, K] where TRANSPOSE_B
// 2  bias    [N], where BIAS
// 2 or 3  output  [M, N]
// work-group COLUMN_THREADS * 4 by ROW_THREADS * ROWS outputs

// A matrix is read as vec4 where its rows in memory are a multiple of 4 long.
#define LEFT_WIDTH (TRANSPOSE_A == 1 ? M : K)
#define RIGHT_WIDTH (TRANSPOSE_B == 1 ? K : N)
layout(std430, binding = 0) readonly buffer Left { LEFT_ELEMENT a[]; };
layout(std430, binding = 1) readonly buffer Right { RIGHT_ELEMENT b[]; };

ivec4 leftPlace(uint row) {
  return ivec4(0);
}

vec4 left(ivec4 place, uint row, uint k) {
  if (row >= M || k >= K) return vec4(0.0);
  uint first = TRANSPOSE_A == 1 ? k * M + row : row * K + k;
#if LEFT_VECTORS
  return a[first / 4];
#else
  uint rest = LEFT_WIDTH - (TRANSPOSE_A == 1 ? row : k);
  return vec4(a[first], rest > 1 ? a[first + 1] : 0.0, rest > 2 ? a[first + 2] : 0.0, rest > 3 ? a[first + 3] : 0.0);
#endif
}

vec4 right(uint k, uint column) {
  if (column >= N || k >= K) return vec4(0.0);
  uint first = TRANSPOSE_B == 1 ? column * K + k : k * N + column;
#if RIGHT_VECTORS
  return b[first / 4];
#else
  uint rest = RIGHT_WIDTH - (TRANSPOSE_B == 1 ? k : column);
  return vec4(b[first], rest > 1 ? b[first + 1] : 0.0, rest > 2 ? b[first + 2] : 0.0, rest > 3 ? b[first + 3] : 0.0);
#endif
}

void store(uint row, uint column, vec4 values) {
  if (row < M && column < N) storeQuad(row * N + column, column, values);
}

void main() {
  multiplyTile(tileRow(), tileColumn(), splitBegin(), splitEnd());
}
