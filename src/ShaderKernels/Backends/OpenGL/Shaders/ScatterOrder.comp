#version 430
// For each row of the output the number of the last update that points there, counted from 1: one invocation an update.
//
// 0  indices  [PICKS], or [OUTER, PICKS] where BATCHED
// 1  last     [OUTER, LENGTH], 0 where none has come
// work-group 256 updates

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Indices { float indices[]; };
layout(std430, binding = 1) buffer Last { uint last[]; };

void main() {
  uint row = invocationNumber();
  if (row >= ROWS) return;
  uint place = uint(placeOf(indices[BATCHED == 1 ? row : row % PICKS]));
  atomicMax(last[row / PICKS * LENGTH + place], row % PICKS + 1);
}
