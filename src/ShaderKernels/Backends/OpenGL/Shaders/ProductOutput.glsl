// The epilogue of a tiled product: stores the output with bias, residual and activation, or, if SPLITS > 1, a partial sum in a workspace
// [SPLITS, output]. SumSplits.comp then adds the partial sums, the bias and the residual, and applies the activation.

#if BIAS
layout(std430, binding = 2) readonly buffer Bias { float bias[]; };
#endif
#if RESIDUAL
layout(std430, binding = 3) readonly buffer Residual { PRODUCT_ELEMENT residual[]; };
#endif
layout(std430, binding = OUTPUT_BINDING) writeonly buffer Output { PRODUCT_ELEMENT result[]; };

// Stores four contiguous columns of a product, the first one at the given offset of the output, in the given channel of the bias.
void storeQuad(uint offset, uint column, uint channel, vec4 values) {
#if SPLITS > 1
  offset += splitIndex() * OUTPUT_COUNT;
#endif
#if BIAS
  for (uint i = 0; i < 4; i++) values[i] += column + i < PRODUCT_COLUMNS ? bias[channel + i] : 0.0;
#endif
#if RESIDUAL && PRODUCT_COLUMNS % 4 == 0
  values += residual[offset / 4];
#elif RESIDUAL
  for (uint i = 0; i < 4 && column + i < PRODUCT_COLUMNS; i++) values[i] += residual[offset + i];
#endif
  values = activate(values);
#if PRODUCT_COLUMNS % 4 == 0
  result[offset / 4] = values;
#else
  for (uint i = 0; i < 4 && column + i < PRODUCT_COLUMNS; i++) result[offset + i] = values[i];
#endif
}
