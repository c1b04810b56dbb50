#version 430
// Reduction by a tree in shared memory: a work-group takes LANES neighboring outputs, and 256 / LANES invocations share each of them.
// Where an output has very many numbers, PARTS work-groups share them, and a second pass joins the parts.
// KEPT_PLACE(i) is the place of output i's first number, REDUCED_PLACE(i) that of its i-th number from there (AxisWalk.cs).
//
// 0  input
// 1  output [OUTPUTS], or [PARTS, OUTPUTS] where PARTS > 1
// work-group LANES outputs

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Input { float numbers[]; };
layout(std430, binding = 1) writeonly buffer Output { float result[]; };

const uint SHARERS = 256 / LANES;
const uint LANE_GROUPS = (OUTPUTS + LANES - 1) / LANES;
const uint PART_LENGTH = (REDUCED + PARTS - 1) / PARTS;

shared float shares[256];

void main() {
  uint lane = gl_LocalInvocationIndex % LANES, sharer = gl_LocalInvocationIndex / LANES;
  uint index = groupNumber() % LANE_GROUPS * LANES + lane;
  uint part = groupNumber() / LANE_GROUPS;
  bool exists = index < OUTPUTS && part < PARTS;

  float joined = IDENTITY;
  if (exists) {
    int first = KEPT_PLACE(index);
    uint end = min((part + 1) * PART_LENGTH, uint(REDUCED));
    for (uint i = part * PART_LENGTH + sharer; i < end; i += SHARERS) joined = join(joined, numbers[first + REDUCED_PLACE(i)]);
  }
  shares[gl_LocalInvocationIndex] = joined;
  barrier();
  for (uint reach = SHARERS / 2; reach > 0; reach /= 2) {
    if (sharer < reach) shares[gl_LocalInvocationIndex] = join(shares[gl_LocalInvocationIndex], shares[gl_LocalInvocationIndex + reach * LANES]);
    barrier();
  }
  if (exists && sharer == 0) result[part * OUTPUTS + index] = finish(shares[lane]);
}
