// The operation of a reduction and its final step. REDUCTION: 0 sum, 1 mean, 2 max, 3 min, 4 product. The mean is divided by DIVISOR, and
// the mean of no elements is NaN. The built-in max and min may drop NaN; these propagate it.

// Macros, because not every compiler accepts uintBitsToFloat in constant expressions.
#define INFINITY uintBitsToFloat(0x7f800000u)
#define NAN uintBitsToFloat(0x7fc00000u)

#if REDUCTION == 2
#define IDENTITY (-INFINITY)
float combine(float x, float y) { return x > y ? x : y >= x ? y : NAN; }
#elif REDUCTION == 3
#define IDENTITY INFINITY
float combine(float x, float y) { return x < y ? x : y <= x ? y : NAN; }
#elif REDUCTION == 4
#define IDENTITY 1.0
float combine(float x, float y) { return x * y; }
#else
#define IDENTITY 0.0
float combine(float x, float y) { return x + y; }
#endif

float finalize(float x) {
#if REDUCTION == 1 && DIVISOR == 0
  return NAN;
#elif REDUCTION == 1
  return x / float(DIVISOR);
#else
  return x;
#endif
}
