#version 430
// Packs the right matrix of a product (Product.glsl) into panels of PANEL columns, the columns of a tile, each contiguous along k, with
// zeros beyond the last column and after the CHANNELS of each tap: one invocation packs four columns. Groups are matrices side by side,
// with PANELS panels each.
//
// 0  matrix  element (k, column) at k * STEP_K + column * STEP_COLUMN
// 1  packed  [groups, PANELS, PRODUCT_DEPTH, PANEL], in half precision if HALF
// work group 256 * 4 columns

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Matrix { float matrix[]; };
#if HALF
layout(std430, binding = 1) writeonly buffer Packed { uvec2 panels[]; };
#else
layout(std430, binding = 1) writeonly buffer Packed { vec4 panels[]; };
#endif

void main() {
  uint index = invocationIndex();
  if (index >= COUNT) return;
  uint k = index / (PANEL / 4) % PRODUCT_DEPTH;
  uint panel = index / (PANEL / 4 * PRODUCT_DEPTH), first = panel / PANELS * COLUMNS; // The first column of the group.
  uint column = panel % PANELS * PANEL + index % (PANEL / 4) * 4;
  uint channel = k % CHANNELS_PACKED;
  uint row = (k / CHANNELS_PACKED * CHANNELS + channel) * STEP_K;
  vec4 values = vec4(0.0);
  for (uint i = 0; i < 4; i++)
    if (channel < CHANNELS && column + i < COLUMNS) values[i] = matrix[row + (first + column + i) * STEP_COLUMN];
#if HALF
  panels[index] = uvec2(packHalf2x16(values.xy), packHalf2x16(values.zw));
#else
  panels[index] = values;
#endif
}
