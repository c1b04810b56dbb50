#version 430
// Reduction, the readable version: one invocation joins the numbers of one output. Used where an output has few numbers.
// KEPT_PLACE(i) is the place of output i's first number, REDUCED_PLACE(i) that of its i-th number from there (AxisWalk.cs).
//
// 0  input
// 1  output
// work-group 256 outputs

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Input { float numbers[]; };
layout(std430, binding = 1) writeonly buffer Output { float result[]; };

void main() {
  uint index = invocationNumber();
  if (index >= OUTPUTS) return;
  int first = KEPT_PLACE(index);
  float joined = IDENTITY;
  for (uint i = 0; i < REDUCED; i++) joined = join(joined, numbers[first + REDUCED_PLACE(i)]);
  result[index] = finish(joined);
}
