#version 430
// Softmax or its logarithm of long rows: a work-group shares one row. A row is LENGTH numbers, INNER apart.
//
// 0  input   [OUTER, LENGTH, INNER]
// 1  output  the same
// work-group 1 row

layout(local_size_x = 128) in;

layout(std430, binding = 0) readonly buffer Input { float numbers[]; };
layout(std430, binding = 1) writeonly buffer Output { float result[]; };

shared float shares[128];

void main() {
  uint row = groupNumber(), thread = gl_LocalInvocationIndex;
  uint count = row < ROWS ? LENGTH : 0u; // A surplus group of a folded dispatch has nothing to read, but keeps the barriers.
  uint first = row / INNER * (LENGTH * INNER) + row % INNER;

  float greatest = uintBitsToFloat(0xff800000u);
  for (uint i = thread; i < count; i += 128) greatest = max(greatest, numbers[first + i * INNER]);
  shares[thread] = greatest;
  barrier();
  for (uint reach = 64; reach > 0; reach /= 2) {
    if (thread < reach) shares[thread] = max(shares[thread], shares[thread + reach]);
    barrier();
  }
  greatest = shares[0];
  barrier();

  float sum = 0.0;
  for (uint i = thread; i < count; i += 128) sum += exp(numbers[first + i * INNER] - greatest);
  shares[thread] = sum;
  barrier();
  for (uint reach = 64; reach > 0; reach /= 2) {
    if (thread < reach) shares[thread] += shares[thread + reach];
    barrier();
  }
  sum = shares[0];

  for (uint i = thread; i < count; i += 128) {
    float x = numbers[first + i * INNER] - greatest;
    result[first + i * INNER] = LOGARITHM == 1 ? x - log(sum) : exp(x) / sum;
  }
}
