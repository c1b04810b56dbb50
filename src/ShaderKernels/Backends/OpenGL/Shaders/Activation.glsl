// The nonlinearity at the end of a convolution or matrix product; RELU and RELU6 are 0 or 1.

float activate(float x) {
  if (RELU6 == 1) return clamp(x, 0.0, 6.0);
  return RELU == 1 ? max(x, 0.0) : x;
}

vec4 activate(vec4 x) {
  if (RELU6 == 1) return clamp(x, vec4(0.0), vec4(6.0));
  return RELU == 1 ? max(x, vec4(0.0)) : x;
}
