// What the depthwise shaders share: each invocation computes LANES channels, 4 in a vec4, or 1 where the channels are not a multiple of 4.
// Tensors are read through buffer textures of such vectors.

#if LANES == 4
#define VECTOR vec4
#define FETCH(operand, at) texelFetch(operand, at)
#else
#define VECTOR float
#define FETCH(operand, at) texelFetch(operand, at).x
#endif

// The vectors of a pixel.
const int VECTORS = C / LANES;
