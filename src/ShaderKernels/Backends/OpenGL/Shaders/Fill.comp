#version 430
// Fills the output with one value.
//
// 0  output
// work group 256 elements

layout(local_size_x = 256) in;

layout(std430, binding = 0) writeonly buffer Output { float result[]; };

void main() {
  uint index = invocationIndex();
  if (index < COUNT) result[index] = VALUE;
}
