// How two numbers are joined, and what becomes of the last. REDUCTION: 0 sum, 1 mean, 2 max, 3 min, 4 product; the mean is divided by DIVISOR,
// and the mean of nothing is not a number. GLSL's max and min may drop what is not a number; these keep it.

// Defines, because not every compiler counts uintBitsToFloat as constant.
#define INFINITY uintBitsToFloat(0x7f800000u)
#define NOT_A_NUMBER uintBitsToFloat(0x7fc00000u)

#if REDUCTION == 2
#define IDENTITY (-INFINITY)
float join(float x, float y) { return x > y ? x : y >= x ? y : NOT_A_NUMBER; }
#elif REDUCTION == 3
#define IDENTITY INFINITY
float join(float x, float y) { return x < y ? x : y <= x ? y : NOT_A_NUMBER; }
#elif REDUCTION == 4
#define IDENTITY 1.0
float join(float x, float y) { return x * y; }
#else
#define IDENTITY 0.0
float join(float x, float y) { return x + y; }
#endif

float finish(float x) {
#if REDUCTION == 1 && DIVISOR == 0
  return NOT_A_NUMBER;
#elif REDUCTION == 1
  return x / float(DIVISOR);
#else
  return x;
#endif
}
