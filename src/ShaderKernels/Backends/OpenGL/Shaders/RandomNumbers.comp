#version 430
// Random numbers by counting: one invocation draws four neighbors, COUNT in all, of the stream STREAM_LOW, STREAM_HIGH.
//
// 0  counter  [2]
// 1  output   any shape
// work-group 256 blocks of four

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Counter { float counter[]; };
layout(std430, binding = 1) writeonly buffer Output { float result[]; };

const float unit = 5.9604644775390625e-8; // 2^-24

// Box and Muller's polar coordinates; the radius comes from a number that is never 0.
vec2 normals(uint x, uint y) {
  float radius = sqrt(-2.0 * naturalLog(float((x >> 8) + 1u) * unit)), angle = float(y >> 8) * (unit * 6.283185307);
  return radius * vec2(cosine(angle), sine(angle));
}

void main() {
  uint block = invocationNumber();
  if (block >= (COUNT + 3u) / 4u) return;
  uvec4 words = philox(uvec4(block, 0u, uint(counter[0]), uint(counter[1])), uvec2(STREAM_LOW, STREAM_HIGH));
  vec4 numbers = NORMAL == 1 ? vec4(normals(words.x, words.y), normals(words.z, words.w)) : vec4(words >> 8) * unit;
  uint place = block * 4u, last = min(4u, COUNT - place);
  for (uint i = 0u; i < last; i++) result[place + i] = numbers[i];
}
