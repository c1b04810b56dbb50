// Numbers of work-groups and invocations over a dispatch that may be folded into two axes (WorkGroups.cs).

uint groupNumber() {
  return gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x;
}

// A define, because the size of the work-group is not yet known here.
#define invocationNumber() (groupNumber() * (gl_WorkGroupSize.x * gl_WorkGroupSize.y) + gl_LocalInvocationIndex)
