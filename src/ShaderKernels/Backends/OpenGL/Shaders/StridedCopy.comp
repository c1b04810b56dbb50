#version 430
// Copies one part: FROM_PLACE(i) and TO_PLACE(i) are where number i is read and written (AxisWalk.cs).
//
// 0  input
// 1  output
// work-group 256 numbers, or 256 quads where ELEMENT is vec4 and places count quads

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Input { ELEMENT numbers[]; };
layout(std430, binding = 1) writeonly buffer Output { ELEMENT result[]; };

void main() {
  uint index = invocationNumber();
  if (index < COUNT) result[TO_PLACE(index)] = numbers[FROM_PLACE(index)];
}
