#version 430
// Random values from a counter-based generator: one invocation draws four of the COUNT values, from the stream (STREAM_LOW, STREAM_HIGH).
//
// 0  counter  [2]
// 1  output   any shape
// work group 256 blocks of four

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Counter { float counter[]; };
layout(std430, binding = 1) writeonly buffer Output { float result[]; };

const float unit = 5.9604644775390625e-8; // 2^-24

// The Box-Muller transform; the radius comes from a uniform value in (0, 1].
vec2 normals(uint x, uint y) {
  float radius = sqrt(-2.0 * safeLog(float((x >> 8) + 1u) * unit)), angle = float(y >> 8) * (unit * 6.283185307);
  return radius * vec2(safeCos(angle), safeSin(angle));
}

void main() {
  uint block = invocationIndex();
  if (block >= (COUNT + 3u) / 4u) return;
  uvec4 words = philox(uvec4(block, 0u, uint(counter[0]), uint(counter[1])), uvec2(STREAM_LOW, STREAM_HIGH));
  vec4 values = NORMAL == 1 ? vec4(normals(words.x, words.y), normals(words.z, words.w)) : vec4(words >> 8) * unit;
  uint offset = block * 4u, last = min(4u, COUNT - offset);
  for (uint i = 0u; i < last; i++) result[offset + i] = values[i];
}
