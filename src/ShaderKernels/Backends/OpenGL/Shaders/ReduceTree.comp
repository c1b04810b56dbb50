#version 430
// Tree reduction in shared memory: a work group computes LANES neighboring outputs, with 256 / LANES invocations for each of them.
// If an output has very many elements, PARTS work groups reduce a part each, and a second pass combines the partial results.
// KEPT_OFFSET(i) is the offset of the first element of output i, REDUCED_OFFSET(i) that of its i-th element relative to it (LoopNest.cs).
//
// 0  input
// 1  output [OUTPUTS], or [PARTS, OUTPUTS] if PARTS > 1
// work group LANES outputs

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Input { float values[]; };
layout(std430, binding = 1) writeonly buffer Output { float result[]; };

const uint LANE_INVOCATIONS = 256 / LANES;
const uint LANE_GROUPS = (OUTPUTS + LANES - 1) / LANES;
const uint PART_LENGTH = (REDUCED + PARTS - 1) / PARTS;

shared float partials[256];

void main() {
  uint lane = gl_LocalInvocationIndex % LANES, rank = gl_LocalInvocationIndex / LANES;
  uint index = groupIndex() % LANE_GROUPS * LANES + lane;
  uint part = groupIndex() / LANE_GROUPS;
  bool exists = index < OUTPUTS && part < PARTS;

  float total = IDENTITY;
  if (exists) {
    int first = KEPT_OFFSET(index);
    uint end = min((part + 1) * PART_LENGTH, uint(REDUCED));
    for (uint i = part * PART_LENGTH + rank; i < end; i += LANE_INVOCATIONS) total = combine(total, values[first + REDUCED_OFFSET(i)]);
  }
  partials[gl_LocalInvocationIndex] = total;
  barrier();
  for (uint stride = LANE_INVOCATIONS / 2; stride > 0; stride /= 2) {
    if (rank < stride)
      partials[gl_LocalInvocationIndex] = combine(partials[gl_LocalInvocationIndex], partials[gl_LocalInvocationIndex + stride * LANES]);
    barrier();
  }
  if (exists && rank == 0) result[part * OUTPUTS + index] = finalize(partials[lane]);
}
