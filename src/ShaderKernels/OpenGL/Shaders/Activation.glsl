// The nonlinearity at the end of a convolution or matrix product; RELU is 0 or 1.

float activate(float x) {
  return RELU == 1 ? max(x, 0.0) : x;
}

vec4 activate(vec4 x) {
  return RELU == 1 ? max(x, vec4(0.0)) : x;
}
