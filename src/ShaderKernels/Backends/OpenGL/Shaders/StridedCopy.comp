#version 430
// Copies one part: SOURCE_OFFSET(i) and DESTINATION_OFFSET(i) are the offsets of element i (LoopNest.cs).
//
// 0  input
// 1  output
// work group 256 elements, or 256 vectors if ELEMENT is vec4; offsets then count vectors

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Input { ELEMENT values[]; };
layout(std430, binding = 1) writeonly buffer Output { ELEMENT result[]; };

void main() {
  uint index = invocationIndex();
  if (index < COUNT) result[DESTINATION_OFFSET(index)] = values[SOURCE_OFFSET(index)];
}
