#version 430
// Combines rows of INNER elements with the rows that indices refer to, one invocation per element. Core OpenGL has no atomic functions for
// floats, so their bits are compared and swapped in a loop. SCATTER: 0 add, 2 multiply, 3 max, 4 min.
//
// 0  indices  [PICKS], or [OUTER, PICKS] if BATCHED
// 1  updates  [OUTER, PICKS, INNER]
// 2  output   [OUTER, LENGTH, INNER], as bits, read and written
// work group 256 elements

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Indices { float indices[]; };
layout(std430, binding = 1) readonly buffer Updates { float updates[]; };
layout(std430, binding = 2) coherent buffer Output { uint result[]; };

float combine(float x, float y) {
#if SCATTER == 0
  return x + y;
#elif SCATTER == 2
  return x * y;
#elif SCATTER == 3
  return max(x, y);
#else
  return min(x, y);
#endif
}

void main() {
  uint index = invocationIndex();
  if (index >= COUNT) return;
  uint row = index / INNER, outer = row / PICKS;
  uint offset = (outer * LENGTH + uint(resolveIndex(indices[BATCHED == 1 ? row : row % PICKS]))) * INNER + index % INNER;
  float update = updates[index];

  uint expected = result[offset];
  while (true) {
    uint found = atomicCompSwap(result[offset], expected, floatBitsToUint(combine(uintBitsToFloat(expected), update)));
    if (found == expected) break;
    expected = found;
  }
}
