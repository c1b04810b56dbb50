#version 430
// The outputs of Winograd's algorithm (WinogradTransform.cs), A' m A, with bias, residual and activation: one invocation computes LANES
// channels of a tile of OUTPUTS by OUTPUTS pixels.
//
// 0  products [TILE * TILE, tiles, O], a texture
// 1  bias     [O], if BIAS
// 2  residual [N, OH, OW, O], if RESIDUAL
// 1, 2 or 3  output  [N, OH, OW, O]
// work group 64 * LANES channels, neighbors along O

layout(local_size_x = 64) in;

layout(binding = 0) uniform samplerBuffer products;
#if BIAS
layout(std430, binding = 1) readonly buffer Bias { VECTOR bias[]; };
#endif
#if RESIDUAL
layout(std430, binding = 2) readonly buffer Residual { VECTOR residual[]; };
#endif
layout(std430, binding = OUTPUT_BINDING) writeonly buffer Output { VECTOR result[]; };

const int VECTORS = O / LANES;

void main() {
  int index = int(invocationIndex());
  if (index >= TILES * VECTORS) return;
  int vector = index % VECTORS, tile = index / VECTORS;
  int left = tile % TILES_W * OUTPUTS, top = tile / TILES_W % TILES_H * OUTPUTS;
  int firstRow = tile / (TILES_W * TILES_H) * OH;

  VECTOR columns[OUTPUTS * TILE]; // A' m
  for (int j = 0; j < TILE; j++) {
    VECTOR m[TILE];
    for (int i = 0; i < TILE; i++) m[i] = FETCH(products, ((i * TILE + j) * TILES + tile) * VECTORS + vector);
    for (int i = 0; i < OUTPUTS; i++) columns[i * TILE + j] = transformed(m, i);
  }
  for (int i = 0; i < OUTPUTS; i++) {
    VECTOR row[TILE];
    for (int j = 0; j < TILE; j++) row[j] = columns[i * TILE + j];
    for (int j = 0; j < OUTPUTS; j++) {
      if (top + i >= OH || left + j >= OW) continue;
      int at = ((firstRow + top + i) * OW + left + j) * VECTORS + vector;
      VECTOR sum = transformed(row, j);
#if BIAS
      sum += bias[vector];
#endif
#if RESIDUAL
      sum += residual[at];
#endif
      result[at] = activate(sum);
    }
  }
}
