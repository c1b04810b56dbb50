// TableFilter, CubeFilter, VignetteFilter, ChannelShiftFilter, BlendFilter: what needs no neighborhood.

uint tableFilter(int x, int y) {
  uint pixel = load(x, y);
  ivec3 index = ivec3(rgb(pixel));
  if (parameter[0] != 0.0) index = ivec3(luma(pixel));
  return pack(vec3(parameter[1 + index.r], parameter[257 + index.g], parameter[513 + index.b]), pixel);
}

// Red changes fastest.
vec3 cubeColor(int size, ivec3 at) {
  int first = 7 + 3 * ((at.b * size + at.g) * size + at.r);
  return vec3(parameter[first], parameter[first + 1], parameter[first + 2]);
}

uint cubeFilter(int x, int y) {
  uint pixel = load(x, y);
  int size = int(parameter[0]);
  vec3 minimum = vec3(parameter[1], parameter[2], parameter[3]), factor = vec3(parameter[4], parameter[5], parameter[6]);
  vec3 index = clamp((rgb(pixel) / 255.0 - minimum) * factor, 0.0, float(size) - 1.0);
  ivec3 at = min(ivec3(index), ivec3(size - 2));
  vec3 f = index - vec3(at);
  vec3 near = mix(mix(cubeColor(size, at), cubeColor(size, at + ivec3(1, 0, 0)), f.r),
    mix(cubeColor(size, at + ivec3(0, 1, 0)), cubeColor(size, at + ivec3(1, 1, 0)), f.r), f.g);
  vec3 far = mix(mix(cubeColor(size, at + ivec3(0, 0, 1)), cubeColor(size, at + ivec3(1, 0, 1)), f.r),
    mix(cubeColor(size, at + ivec3(0, 1, 1)), cubeColor(size, at + ivec3(1, 1, 1)), f.r), f.g);
  return pack(255.0 * mix(near, far, f.b), pixel);
}

uint vignetteFilter(int x, int y) {
  uint pixel = load(x, y);
  float dx = (2.0 * float(x) + 1.0) / float(WIDTH) - 1.0, dy = (2.0 * float(y) + 1.0) / float(HEIGHT) - 1.0;
  return pack(rgb(pixel) * (1.0 - parameter[0] * 0.5 * (dx * dx + dy * dy)), pixel);
}

uint channelShiftFilter(int x, int y) {
  int shift = int(parameter[0]);
  return (load(x - shift, y) & 0xFFu) | (load(x, y) & 0xFF00FF00u) | (load(x + shift, y) & 0xFF0000u);
}

uint blendFilter(int x, int y) {
  uint pixel = load(x, y), before = loadOriginal(x, y);
  if (float(x) < parameter[2] * float(WIDTH)) return before;
  float amount = parameter[1], kept = parameter[0] != 0.0 ? 1.0 : 1.0 - amount;
  return pack(kept * rgb(before) + amount * rgb(pixel), before);
}
