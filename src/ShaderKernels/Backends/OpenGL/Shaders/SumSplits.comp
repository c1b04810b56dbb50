#version 430
// Adds the partial sums of a tiled product, the bias and the residual, and applies the activation: one invocation per output.
//
// 0  partial sums [SPLITS, output]
// 1  bias    [PRODUCT_COLUMNS], if BIAS
// 2  residual  as the output, if RESIDUAL
// 1, 2 or 3  output
// work group 256 outputs

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer PartialSums { float partialSums[]; };
#if BIAS
layout(std430, binding = 1) readonly buffer Bias { float bias[]; };
#endif
#if RESIDUAL
layout(std430, binding = 2) readonly buffer Residual { float residual[]; };
#endif
layout(std430, binding = OUTPUT_BINDING) writeonly buffer Output { float result[]; };

void main() {
  uint index = invocationIndex();
  if (index >= OUTPUT_COUNT) return;
  float sum = 0.0;
  for (uint split = 0; split < SPLITS; split++) sum += partialSums[split * OUTPUT_COUNT + index];
#if BIAS
  sum += bias[index % PRODUCT_COLUMNS];
#endif
#if RESIDUAL
  sum += residual[index];
#endif
  result[index] = activate(sum);
}
