// Images of packed 8-bit RGBA pixels, red in the lowest byte, the top row first. The functions of the filters say in GLSL what
// Operators/Filters/PixelFunctions*.cs says in C#.
//   source    [HEIGHT, WIDTH]   binding 0, read
//   original  [HEIGHT, WIDTH]   binding 1, read
//   parameter [...]             binding 2, read
//   result    [HEIGHT, WIDTH]   binding 3, written
// Defined by the host: WIDTH HEIGHT

layout(std430, binding = 0) readonly buffer Source { uint source[]; };
layout(std430, binding = 1) readonly buffer Original { uint original[]; };
layout(std430, binding = 2) readonly buffer Parameters { float parameter[]; };
layout(std430, binding = 3) writeonly buffer Result { uint result[]; };

// Coordinates beyond the border are moved to it.
uint load(int x, int y) {
  return source[clamp(y, 0, HEIGHT - 1) * WIDTH + clamp(x, 0, WIDTH - 1)];
}

uint loadOriginal(int x, int y) {
  return original[y * WIDTH + x];
}

int byteAt(uint pixel, int bit) {
  return int((pixel >> uint(bit)) & 255u);
}

int red(uint pixel) { return byteAt(pixel, 0); }
int green(uint pixel) { return byteAt(pixel, 8); }
int blue(uint pixel) { return byteAt(pixel, 16); }
vec3 rgb(uint pixel) { return vec3(red(pixel), green(pixel), blue(pixel)); }

// In units of 2^-15, so that every device rounds alike.
int luma(uint pixel) {
  return (red(pixel) * 9798 + green(pixel) * 19235 + blue(pixel) * 3735 + 16384) >> 15;
}

uint level(float value) {
  return uint(int(clamp(value, 0.0, 255.0) + 0.5));
}

uint pack(vec3 color, uint alpha) {
  return level(color.r) | (level(color.g) << 8) | (level(color.b) << 16) | (alpha & 0xFF000000u);
}

uint gray(uint value, uint alpha) {
  return value | (value << 8) | (value << 16) | (alpha & 0xFF000000u);
}
