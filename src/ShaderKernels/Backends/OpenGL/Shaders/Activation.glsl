// The nonlinearity at the end of a convolution or matrix product; RELU, RELU6 and LEAKY, which goes with RELU, are 0 or 1.

float activate(float x) {
  if (RELU6 == 1) return clamp(x, 0.0, 6.0);
  if (LEAKY == 1) return x > 0.0 ? x : NEGATIVE_SLOPE * x;
  return RELU == 1 ? max(x, 0.0) : x;
}

vec4 activate(vec4 x) {
  if (RELU6 == 1) return clamp(x, vec4(0.0), vec4(6.0));
  if (LEAKY == 1) return mix(NEGATIVE_SLOPE * x, x, greaterThan(x, vec4(0.0)));
  return RELU == 1 ? max(x, vec4(0.0)) : x;
}
