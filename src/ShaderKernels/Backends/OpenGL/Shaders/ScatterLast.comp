#version 430
// Finds the last update of each row of the output, counted from 1: one invocation per update.
//
// 0  indices  [PICKS], or [OUTER, PICKS] if BATCHED
// 1  last     [OUTER, LENGTH], 0 if there is none
// work group 256 updates

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Indices { float indices[]; };
layout(std430, binding = 1) buffer Last { uint last[]; };

void main() {
  uint row = invocationIndex();
  if (row >= ROWS) return;
  uint offset = uint(resolveIndex(indices[BATCHED == 1 ? row : row % PICKS]));
  atomicMax(last[row / PICKS * LENGTH + offset], row % PICKS + 1);
}
