#version 430
// Weighted sums along one axis: [outer, INPUTS, INNER] to [outer, OUTPUTS, INNER].
//
// 0  input
// 1  taps: the start of the taps of each output [OUTPUTS + 1], their inputs [TAPS], the bits of their weights [TAPS];
//    if SELECTS is 1, the one input that each output copies, or -1 [OUTPUTS]
// 2  output
// work group 256 elements, or 256 vectors if ELEMENT is vec4; INNER and COUNT then count vectors

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Input { ELEMENT values[]; };
layout(std430, binding = 1) readonly buffer Taps { int taps[]; };
layout(std430, binding = 2) writeonly buffer Output { ELEMENT result[]; };

void main() {
  uint index = invocationIndex();
  if (index >= COUNT) return;
  uint row = index / INNER, position = row % OUTPUTS;
  uint line = row / OUTPUTS * (INPUTS * INNER) + index % INNER;
#if SELECTS
  int source = taps[position];
  result[index] = source < 0 ? ELEMENT(0) : values[line + uint(source) * INNER];
#else
  ELEMENT sum = ELEMENT(0);
  int end = taps[position + 1];
  for (int tap = taps[position]; tap < end; tap++)
    sum += intBitsToFloat(taps[OUTPUTS + 1 + TAPS + tap]) * values[line + uint(taps[OUTPUTS + 1 + tap]) * INNER];
  result[index] = sum;
#endif
}
