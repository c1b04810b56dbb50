// Where a tiled product goes: the output with bias, residual and activation, or, where SPLITS > 1, one part of the sum in a workspace
// [SPLITS, output], which SumSplits.comp joins after it; the bias, the residual and the activation are
// then left to SumSplits.comp.

#if BIAS
layout(std430, binding = 2) readonly buffer Bias { float bias[]; };
#endif
#if RESIDUAL
layout(std430, binding = 3) readonly buffer Residual { PRODUCT_ELEMENT residual[]; };
#endif
layout(std430, binding = OUTPUT_BINDING) writeonly buffer Output { PRODUCT_ELEMENT result[]; };

// Stores four neighboring columns at the place of the first one in the output.
void storeQuad(uint place, uint column, vec4 values) {
#if SPLITS > 1
  place += splitNumber() * OUTPUT_COUNT;
#endif
#if BIAS
  for (uint i = 0; i < 4; i++) values[i] += column + i < PRODUCT_COLUMNS ? bias[column + i] : 0.0;
#endif
#if RESIDUAL && PRODUCT_COLUMNS % 4 == 0
  values += residual[place / 4];
#elif RESIDUAL
  for (uint i = 0; i < 4 && column + i < PRODUCT_COLUMNS; i++) values[i] += residual[place + i];
#endif
  values = activate(values);
#if PRODUCT_COLUMNS % 4 == 0
  result[place / 4] = values;
#else
  for (uint i = 0; i < 4 && column + i < PRODUCT_COLUMNS; i++) result[place + i] = values[i];
#endif
}
