#version 430
// Weighted sums of a few numbers along one axis: [outer, INPUTS, INNER] to [outer, OUTPUTS, INNER].
//
// 0  input
// 1  taps: where the taps of each output begin [OUTPUTS + 1], which inputs they take [TAPS], their weights as bits [TAPS];
//    where SELECTS is 1, the one input that each output is, or -1 [OUTPUTS]
// 2  output
// work-group 256 numbers, or 256 quads of neighbors where ELEMENT is vec4 and INNER and COUNT count quads

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Input { ELEMENT numbers[]; };
layout(std430, binding = 1) readonly buffer Taps { int taps[]; };
layout(std430, binding = 2) writeonly buffer Output { ELEMENT result[]; };

void main() {
  uint index = invocationNumber();
  if (index >= COUNT) return;
  uint row = index / INNER, position = row % OUTPUTS;
  uint line = row / OUTPUTS * (INPUTS * INNER) + index % INNER;
#if SELECTS
  int source = taps[position];
  result[index] = source < 0 ? ELEMENT(0) : numbers[line + uint(source) * INNER];
#else
  ELEMENT sum = ELEMENT(0);
  int end = taps[position + 1];
  for (int tap = taps[position]; tap < end; tap++)
    sum += intBitsToFloat(taps[OUTPUTS + 1 + TAPS + tap]) * numbers[line + uint(taps[OUTPUTS + 1 + tap]) * INNER];
  result[index] = sum;
#endif
}
