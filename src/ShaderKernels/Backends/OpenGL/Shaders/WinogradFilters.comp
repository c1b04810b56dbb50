#version 430
// Transforms the filters of a convolution by Winograd's algorithm (WinogradTransform.cs), G g G', and packs the matrices that the elements
// make, channels by output channels, like PackMatrix.comp: one invocation transforms one filter of one channel.
//
// 0  filters  [3, 3, CHANNELS, COLUMNS]
// 1  packed   [TILE * TILE, PANELS, PRODUCT_DEPTH, PANEL]
// work group 256 filters, neighbors along the output channels

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Filters { float filters[]; };
layout(std430, binding = 1) writeonly buffer Packed { float panels[]; };

const float MATRIX[] = TRANSFORM; // G

void main() {
  uint index = invocationIndex();
  if (index >= COUNT) return;
  uint column = index % (PANELS * PANEL), channel = index / (PANELS * PANEL);
  bool exists = channel < CHANNELS && column < COLUMNS;

  float rows[TILE * 3]; // G g
  for (uint kw = 0; kw < 3; kw++) {
    float taps[3];
    for (uint kh = 0; kh < 3; kh++) taps[kh] = exists ? filters[((kh * 3 + kw) * CHANNELS + channel) * COLUMNS + column] : 0.0;
    for (uint i = 0; i < TILE; i++)
      rows[i * 3 + kw] = MATRIX[i * 3] * taps[0] + MATRIX[i * 3 + 1] * taps[1] + MATRIX[i * 3 + 2] * taps[2];
  }
  for (uint i = 0; i < TILE; i++) {
    for (uint j = 0; j < TILE; j++) {
      uint matrix = (i * TILE + j) * PANELS + column / PANEL;
      panels[(matrix * PRODUCT_DEPTH + channel) * PANEL + column % PANEL] =
          MATRIX[j * 3] * rows[i * 3] + MATRIX[j * 3 + 1] * rows[i * 3 + 1] + MATRIX[j * 3 + 2] * rows[i * 3 + 2];
    }
  }
}
