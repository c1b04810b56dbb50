#version 430
// CopyFilter: copies a texture to a buffer of packed 8-bit RGBA pixels, the top row first.
//   result  [HEIGHT, WIDTH]            binding 0, written
//   source  a texture on unit 0, level 0
// work group 64 pixels
// Defined by the host: WIDTH HEIGHT

layout(local_size_x = 64) in;

layout(std430, binding = 0) writeonly buffer Result { uint result[]; };
layout(binding = 0) uniform sampler2D source;

uniform int bottomUp; // 1 if row 0 of the texture is the bottom row of the image

void main() {
  uint index = invocationIndex();
  if (index >= uint(WIDTH * HEIGHT)) return;
  int x = int(index) % WIDTH, y = int(index) / WIDTH;
  vec4 color = texelFetch(source, ivec2(x, bottomUp != 0 ? HEIGHT - 1 - y : y), 0);
  uvec4 level = uvec4(clamp(color, 0.0, 1.0) * 255.0 + 0.5);
  result[index] = level.r | (level.g << 8) | (level.b << 16) | (level.a << 24);
}
