// The index of the work group and of the invocation in a dispatch that may be folded into two axes (WorkGroups.cs).

uniform uint firstGroup; // 0, or the first group of a slice of the work (ComputePass.cs)

uint groupIndex() {
  return firstGroup + gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x;
}

// A macro, because the size of the work group is not yet declared here.
#define invocationIndex() (groupIndex() * (gl_WorkGroupSize.x * gl_WorkGroupSize.y) + gl_LocalInvocationIndex)
