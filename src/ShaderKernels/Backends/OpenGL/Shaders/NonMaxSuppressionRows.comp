#version 430
// The boxes that non-maximum suppression took, without the gaps between the pairs: a work-group a pair of image and class counts what
// the pairs before it took and what all did, writes its rows behind theirs, and -1 into those of its places that no row will reach.
//
// 0  workspace  the boxes taken [PAIRS, KEPT], their numbers [PAIRS]
// 1  selected   [PAIRS * KEPT, 3]: image, class, box
// 2  count      [1]
// work-group 1 pair

layout(local_size_x = 128) in;

layout(std430, binding = 0) readonly buffer Workspace { float work[]; };
layout(std430, binding = 1) writeonly buffer Selected { float selected[]; };
layout(std430, binding = 2) writeonly buffer Count { float number[]; };

shared uvec2 sums[128];

void main() {
  uint pair = groupNumber(), thread = gl_LocalInvocationIndex;
  uvec2 sum = uvec2(0u);
  for (uint i = thread; i < PAIRS; i += 128u) {
    uint taken = uint(work[PAIRS * KEPT + i]);
    sum += uvec2(i < pair ? taken : 0u, taken);
  }
  sums[thread] = sum;
  barrier();
  for (uint reach = 64u; reach > 0u; reach /= 2u) {
    if (thread < reach) sums[thread] += sums[thread + reach];
    barrier();
  }
  if (pair >= PAIRS) return;
  uint before = sums[0].x, all = sums[0].y, own = uint(work[PAIRS * KEPT + pair]);
  if (pair == 0u && thread == 0u) number[0] = float(all);
  for (uint i = thread; i < KEPT; i += 128u) {
    uint place = pair * KEPT + i;
    if (i < own) {
      uint row = (before + i) * 3u;
      selected[row] = float(pair / CLASSES);
      selected[row + 1u] = float(pair % CLASSES);
      selected[row + 2u] = work[place];
    }
    if (place >= all) {
      for (uint k = 0u; k < 3u; k++) selected[place * 3u + k] = -1.0;
    }
  }
}
