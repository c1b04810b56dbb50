#version 430
// Softmax or log-softmax, the reference version: one invocation reads one row three times. A row has LENGTH elements with stride INNER.
//
// 0  input   [OUTER, LENGTH, INNER]
// 1  output  the same
// work group 256 rows

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Input { float values[]; };
layout(std430, binding = 1) writeonly buffer Output { float result[]; };

void main() {
  uint row = invocationIndex();
  if (row >= ROWS) return;
  uint first = row / INNER * (LENGTH * INNER) + row % INNER;

  float maximum = values[first];
  for (uint i = 1; i < LENGTH; i++) maximum = max(maximum, values[first + i * INNER]);
  float sum = 0.0;
  for (uint i = 0; i < LENGTH; i++) sum += exp(values[first + i * INNER] - maximum);
  for (uint i = 0; i < LENGTH; i++) {
    float x = values[first + i * INNER] - maximum;
    result[first + i * INNER] = LOGARITHM == 1 ? x - log(sum) : exp(x) / sum;
  }
}
