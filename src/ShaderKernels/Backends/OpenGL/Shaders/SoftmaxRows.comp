#version 430
// Softmax or log-softmax of long rows: one work group per row. A row has LENGTH elements with stride INNER.
//
// 0  input   [OUTER, LENGTH, INNER]
// 1  output  the same
// work group 1 row

layout(local_size_x = 128) in;

layout(std430, binding = 0) readonly buffer Input { float values[]; };
layout(std430, binding = 1) writeonly buffer Output { float result[]; };

shared float partials[128];

void main() {
  uint row = groupIndex(), thread = gl_LocalInvocationIndex;
  uint count = row < ROWS ? LENGTH : 0u; // A surplus group of a folded dispatch reads nothing, but reaches all barriers.
  uint first = row / INNER * (LENGTH * INNER) + row % INNER;

  float maximum = uintBitsToFloat(0xff800000u);
  for (uint i = thread; i < count; i += 128) maximum = max(maximum, values[first + i * INNER]);
  partials[thread] = maximum;
  barrier();
  for (uint stride = 64; stride > 0; stride /= 2) {
    if (thread < stride) partials[thread] = max(partials[thread], partials[thread + stride]);
    barrier();
  }
  maximum = partials[0];
  barrier();

  float sum = 0.0;
  for (uint i = thread; i < count; i += 128) sum += exp(values[first + i * INNER] - maximum);
  partials[thread] = sum;
  barrier();
  for (uint stride = 64; stride > 0; stride /= 2) {
    if (thread < stride) partials[thread] += partials[thread + stride];
    barrier();
  }
  sum = partials[0];

  for (uint i = thread; i < count; i += 128) {
    float x = values[first + i * INNER] - maximum;
    result[first + i * INNER] = LOGARITHM == 1 ? x - log(sum) : exp(x) / sum;
  }
}
