#version 430
// Joins rows of INNER numbers with those that indices point at, one invocation a number. Floats have no atomic functions in core OpenGL, so
// their bits are exchanged until nobody else has come between. SCATTER: 0 add, 2 multiply, 3 max, 4 min.
//
// 0  indices  [PICKS], or [OUTER, PICKS] where BATCHED
// 1  updates  [OUTER, PICKS, INNER]
// 2  output   [OUTER, LENGTH, INNER], as bits; what was there before is joined
// work-group 256 numbers

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Indices { float indices[]; };
layout(std430, binding = 1) readonly buffer Updates { float updates[]; };
layout(std430, binding = 2) coherent buffer Output { uint result[]; };

float join(float x, float y) {
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
  uint index = invocationNumber();
  if (index >= COUNT) return;
  uint row = index / INNER, outer = row / PICKS;
  uint place = (outer * LENGTH + uint(placeOf(indices[BATCHED == 1 ? row : row % PICKS]))) * INNER + index % INNER;
  float update = updates[index];

  uint expected = result[place];
  while (true) {
    uint found = atomicCompSwap(result[place], expected, floatBitsToUint(join(uintBitsToFloat(expected), update)));
    if (found == expected) break;
    expected = found;
  }
}
