#version 430
// Writes one value everywhere.
//
// 0  output
// work-group 256 numbers

layout(local_size_x = 256) in;

layout(std430, binding = 0) writeonly buffer Output { float result[]; };

void main() {
  uint index = invocationNumber();
  if (index < COUNT) result[index] = VALUE;
}
