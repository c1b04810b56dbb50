#version 430
// Softmax or its logarithm, the readable version: one invocation walks one row three times. A row is LENGTH numbers, INNER apart.
//
// 0  input   [OUTER, LENGTH, INNER]
// 1  output  the same
// work-group 256 rows

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Input { float numbers[]; };
layout(std430, binding = 1) writeonly buffer Output { float result[]; };

void main() {
  uint row = invocationNumber();
  if (row >= ROWS) return;
  uint first = row / INNER * (LENGTH * INNER) + row % INNER;

  float greatest = numbers[first];
  for (uint i = 1; i < LENGTH; i++) greatest = max(greatest, numbers[first + i * INNER]);
  float sum = 0.0;
  for (uint i = 0; i < LENGTH; i++) sum += exp(numbers[first + i * INNER] - greatest);
  for (uint i = 0; i < LENGTH; i++) {
    float x = numbers[first + i * INNER] - greatest;
    result[first + i * INNER] = LOGARITHM == 1 ? x - log(sum) : exp(x) / sum;
  }
}
