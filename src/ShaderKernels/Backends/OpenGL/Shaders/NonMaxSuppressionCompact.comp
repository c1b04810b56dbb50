#version 430
// Compacts the boxes selected by non-maximum suppression: the work group of an (image, class) pair counts the boxes of the pairs before it
// and of all pairs, writes its rows after theirs, and -1 to those of its slots that remain unused.
//
// 0  workspace  selected boxes [PAIRS, KEPT], their counts [PAIRS]
// 1  selected   [PAIRS * KEPT, 3]: image, class, box
// 2  count      [1]
// work group 1 pair

layout(local_size_x = 128) in;

layout(std430, binding = 0) readonly buffer Workspace { float work[]; };
layout(std430, binding = 1) writeonly buffer Selected { float selected[]; };
layout(std430, binding = 2) writeonly buffer Count { float total[]; };

shared uvec2 sums[128];

void main() {
  uint pair = groupIndex(), thread = gl_LocalInvocationIndex;
  uvec2 sum = uvec2(0u);
  for (uint i = thread; i < PAIRS; i += 128u) {
    uint selectedCount = uint(work[PAIRS * KEPT + i]);
    sum += uvec2(i < pair ? selectedCount : 0u, selectedCount);
  }
  sums[thread] = sum;
  barrier();
  for (uint stride = 64u; stride > 0u; stride /= 2u) {
    if (thread < stride) sums[thread] += sums[thread + stride];
    barrier();
  }
  if (pair >= PAIRS) return;
  uint before = sums[0].x, all = sums[0].y, own = uint(work[PAIRS * KEPT + pair]);
  if (pair == 0u && thread == 0u) total[0] = float(all);
  for (uint i = thread; i < KEPT; i += 128u) {
    uint slot = pair * KEPT + i;
    if (i < own) {
      uint row = (before + i) * 3u;
      selected[row] = float(pair / CLASSES);
      selected[row + 1u] = float(pair % CLASSES);
      selected[row + 2u] = work[slot];
    }
    if (slot >= all) {
      for (uint k = 0u; k < 3u; k++) selected[slot * 3u + k] = -1.0;
    }
  }
}
