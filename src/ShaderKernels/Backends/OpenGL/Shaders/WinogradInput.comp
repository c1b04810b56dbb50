#version 430
// Transforms the tiles of an image by Winograd's algorithm (WinogradTransform.cs), B' d B: one invocation transforms LANES channels of a
// tile. Tiles overlap by two pixels.
//
// 0  input    [N, H, W, C], a texture
// 1  matrices [TILE * TILE, tiles, CHANNELS], with zeros from channel C on
// work group 64 * LANES channels, neighbors along the channels

layout(local_size_x = 64) in;

layout(binding = 0) uniform samplerBuffer image;
layout(std430, binding = 1) writeonly buffer Matrices { VECTOR matrices[]; };

const int VECTORS = CHANNELS / LANES;

void main() {
  int index = int(invocationIndex());
  if (index >= TILES * VECTORS) return;
  int vector = index % VECTORS, tile = index / VECTORS;
  int left = tile % TILES_W * OUTPUTS - PAD_BEGIN_W, top = tile / TILES_W % TILES_H * OUTPUTS - PAD_BEGIN_H;
  int firstRow = tile / (TILES_W * TILES_H) * H;

  VECTOR columns[TILE * TILE]; // B' d
  for (int j = 0; j < TILE; j++) {
    VECTOR d[TILE];
    for (int i = 0; i < TILE; i++) {
      int y = top + i, x = left + j;
      bool inside = y >= 0 && y < H && x >= 0 && x < W && vector * LANES < C;
      d[i] = FETCH(image, inside ? (((firstRow + y) * W + x) * C) / LANES + vector : 0);
      d[i] = inside ? d[i] : VECTOR(0.0);
    }
    for (int i = 0; i < TILE; i++) columns[i * TILE + j] = transformed(d, i);
  }
  for (int i = 0; i < TILE; i++) {
    VECTOR row[TILE];
    for (int j = 0; j < TILE; j++) row[j] = columns[i * TILE + j];
    for (int j = 0; j < TILE; j++) matrices[((i * TILE + j) * TILES + tile) * VECTORS + vector] = transformed(row, j);
  }
}
