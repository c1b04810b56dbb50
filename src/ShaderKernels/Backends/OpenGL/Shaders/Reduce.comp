#version 430
// Reduction, the reference version: one invocation reduces the elements of one output. Used if an output has few elements.
// KEPT_OFFSET(i) is the offset of the first element of output i, REDUCED_OFFSET(i) that of its i-th element relative to it (LoopNest.cs).
//
// 0  input
// 1  output
// work group 256 outputs

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Input { float values[]; };
layout(std430, binding = 1) writeonly buffer Output { float result[]; };

void main() {
  uint index = invocationIndex();
  if (index >= OUTPUTS) return;
  int first = KEPT_OFFSET(index);
  float total = IDENTITY;
  for (uint i = 0; i < REDUCED; i++) total = combine(total, values[first + REDUCED_OFFSET(i)]);
  result[index] = finalize(total);
}
