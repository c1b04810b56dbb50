#version 430
// Each element of the output is that of the last update of its row (ScatterLast.comp), otherwise that of the base, otherwise 0.
//
// 0  last     [OUTER, LENGTH]
// 1  updates  [OUTER, PICKS, INNER]
// 2  base     [OUTER, LENGTH, INNER], if BASE
// 2 or 3  output  [OUTER, LENGTH, INNER]
// work group 256 elements

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Last { uint last[]; };
layout(std430, binding = 1) readonly buffer Updates { float updates[]; };
#if BASE
layout(std430, binding = 2) readonly buffer Base { float base[]; };
#endif
layout(std430, binding = OUTPUT_BINDING) writeonly buffer Output { float result[]; };

void main() {
  uint index = invocationIndex();
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
