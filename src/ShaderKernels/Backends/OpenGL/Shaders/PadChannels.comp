#version 430
// Appends zeros to the channels of each pixel, up to a multiple of 4, so that products read whole vectors: one invocation per vector.
//
// 0  image   [pixels, CHANNELS]
// 1  padded  [pixels, QUADS * 4]
// work group 256 vectors

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Image { float image[]; };
layout(std430, binding = 1) writeonly buffer Padded { vec4 padded[]; };

void main() {
  uint index = invocationIndex();
  if (index >= COUNT) return;
  uint channel = index % QUADS * 4, first = index / QUADS * CHANNELS;
  vec4 values = vec4(0.0);
  for (uint i = 0; i < 4; i++)
    if (channel + i < CHANNELS) values[i] = image[first + channel + i];
  padded[index] = values;
}
