#version 430
// Matrix product, the reference version: one invocation computes one output.
//
// 0  left    matrices [M, K], or [K, M] if TRANSPOSE_A; the one of product i is at offset LEFT_MATRIX(i) (LoopNest.cs)
// 1  right   matrices [K, N], or [N, K] if TRANSPOSE_B, at offset RIGHT_MATRIX(i)
// 2  bias    [N], if BIAS
// 2 or 3  output  [MATRICES, M, N]
// work group 256 outputs, neighbors along N

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Left { float a[]; };
layout(std430, binding = 1) readonly buffer Right { float b[]; };
#if BIAS
layout(std430, binding = 2) readonly buffer Bias { float bias[]; };
#endif
layout(std430, binding = OUTPUT_BINDING) writeonly buffer Output { float result[]; };

void main() {
  uint index = invocationIndex();
  if (index >= uint(MATRICES) * M * N) return;
  uint matrix = index / (uint(M) * N), m = index / N % M, n = index % N;
  uint left = uint(LEFT_MATRIX(matrix)), right = uint(RIGHT_MATRIX(matrix));

  float sum = 0.0;
  for (uint k = 0; k < K; k++) {
    float x = TRANSPOSE_A == 1 ? a[left + k * M + m] : a[left + m * K + k];
    float y = TRANSPOSE_B == 1 ? b[right + n * K + k] : b[right + k * N + n];
    sum += x * y;
  }
#if BIAS
  sum += bias[n];
#endif
  result[index] = activate(sum);
}
