#version 430
// Gathers rows of INNER elements by index, one invocation per element; if ELEMENT is vec4, INNER counts vectors.
//
// 0  data     [OUTER, LENGTH, INNER]
// 1  indices  [PICKS], or [OUTER, PICKS] if BATCHED
// 2  output   [OUTER, PICKS, INNER]
// work group 256 elements or vectors

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Data { ELEMENT data[]; };
layout(std430, binding = 1) readonly buffer Indices { float indices[]; };
layout(std430, binding = 2) writeonly buffer Output { ELEMENT result[]; };

void main() {
  uint index = invocationIndex();
  if (index >= COUNT) return;
  uint row = index / INNER, outer = row / PICKS;
  uint offset = uint(resolveIndex(indices[BATCHED == 1 ? row : row % PICKS]));
  result[index] = data[(outer * LENGTH + offset) * INNER + index % INNER];
}
