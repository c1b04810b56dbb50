#version 430
// Picks rows of INNER numbers by indices, one invocation a number; where ELEMENT is vec4, INNER counts quads.
//
// 0  data     [OUTER, LENGTH, INNER]
// 1  indices  [PICKS], or [OUTER, PICKS] where BATCHED
// 2  output   [OUTER, PICKS, INNER]
// work-group 256 numbers or quads

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Data { ELEMENT data[]; };
layout(std430, binding = 1) readonly buffer Indices { float indices[]; };
layout(std430, binding = 2) writeonly buffer Output { ELEMENT result[]; };

void main() {
  uint index = invocationNumber();
  if (index >= COUNT) return;
  uint row = index / INNER, outer = row / PICKS;
  uint place = uint(placeOf(indices[BATCHED == 1 ? row : row % PICKS]));
  result[index] = data[(outer * LENGTH + place) * INNER + index % INNER];
}
