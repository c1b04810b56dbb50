#version 430
// Matrix product, the readable version: one invocation computes one output.
//
// 0  left    [M, K], or [K, M] where TRANSPOSE_A
// 1  right   [K, N], or [N, K] where TRANSPOSE_B
// 2  bias    [N], where BIAS
// 2 or 3  output  [M, N]
// work-group 256 outputs, neighbours along N

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Left { float a[]; };
layout(std430, binding = 1) readonly buffer Right { float b[]; };
#if BIAS
layout(std430, binding = 2) readonly buffer Bias { float bias[]; };
#endif
layout(std430, binding = OUTPUT_BINDING) writeonly buffer Output { float result[]; };

void main() {
  uint index = invocationNumber();
  if (index >= uint(M) * N) return;
  uint m = index / N, n = index % N;

  float sum = 0.0;
  for (uint k = 0; k < K; k++) {
    float x = TRANSPOSE_A == 1 ? a[k * M + m] : a[m * K + k];
    float y = TRANSPOSE_B == 1 ? b[n * K + k] : b[k * N + n];
    sum += x * y;
  }
#if BIAS
  sum += bias[n];
#endif
  result[index] = activate(sum);
}
