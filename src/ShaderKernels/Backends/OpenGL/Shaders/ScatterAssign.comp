#version 430
// Each number of the output takes that of the last update which points at its row (ScatterOrder.comp), else what is in the base, else 0.
//
// 0  last     [OUTER, LENGTH]
// 1  updates  [OUTER, PICKS, INNER]
// 2  base     [OUTER, LENGTH, INNER], where BASE
// 2 or 3  output  the same
// work-group 256 numbers

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Last { uint last[]; };
layout(std430, binding = 1) readonly buffer Updates { float updates[]; };
#if BASE
layout(std430, binding = 2) readonly buffer Base { float base[]; };
#endif
layout(std430, binding = OUTPUT_BINDING) writeonly buffer Output { float result[]; };

void main() {
  uint index = invocationNumber();
  if (index >= COUNT) return;
  uint row = index / INNER, update = last[row];
  float value = 0.0;
#if BASE
  value = base[index];
#endif
#if PICKS > 0
  if (update > 0) value = updates[(row / LENGTH * PICKS + update - 1) * INNER + index % INNER];
#endif
  result[index] = value;
}
