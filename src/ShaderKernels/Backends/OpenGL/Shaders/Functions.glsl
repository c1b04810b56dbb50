// The functions of expressions (Operators/Expressions/Scalar.cs) for REAL, which is float or, where WIDTH is 4, vec4.
// The precision and the special values of the built-in exp, log, pow, sin and tanh differ between drivers. The functions prefixed with
// "safe" are accurate, and handle NaN and infinities, on all of them.

#if WIDTH == 4
#define REAL vec4
#define INTEGER ivec4
#define GREATER(x, y) vec4(greaterThan(x, y))
#define EQUAL(x, y) vec4(equal(x, y))
#define SELECT(condition, then, otherwise) mix(otherwise, then, notEqual(condition, vec4(0.0)))
#define BITS(word) uintBitsToFloat(uvec4(word))
#define IS_NAN(x) vec4(greaterThan(floatBitsToUint(x) & 0x7fffffffu, uvec4(0x7f800000u)))
#else
#define REAL float
#define INTEGER int
#define GREATER(x, y) ((x) > (y) ? 1.0 : 0.0)
#define EQUAL(x, y) ((x) == (y) ? 1.0 : 0.0)
#define SELECT(condition, then, otherwise) ((condition) != 0.0 ? (then) : (otherwise))
#define BITS(word) uintBitsToFloat(word)
#define IS_NAN(x) ((floatBitsToUint(x) & 0x7fffffffu) > 0x7f800000u ? 1.0 : 0.0)
#endif

// Macros, because not every compiler accepts uintBitsToFloat in constant expressions.
#define INFINITY BITS(0x7f800000u)
#define NAN BITS(0x7fc00000u)

// The built-in min and max may drop NaN, and exp and sqrt may not return it.
REAL safeMax(REAL x, REAL y) {
  return SELECT(GREATER(x, y), x, SELECT(GREATER(y, x), y, SELECT(EQUAL(x, y), x, NAN)));
}

REAL safeMin(REAL x, REAL y) {
  return SELECT(GREATER(y, x), x, SELECT(GREATER(x, y), y, SELECT(EQUAL(x, y), x, NAN)));
}

REAL safeExp(REAL x) {
  return SELECT(IS_NAN(x), x, exp(x));
}

REAL safeSqrt(REAL x) {
  return SELECT(GREATER(REAL(0.0), x), NAN, sqrt(x));
}

// log(x) = e log(2) + log(m) with m between 1/sqrt(2) and sqrt(2), and log(m) = 2 artanh((m - 1) / (m + 1)), which is accurate near 1.
REAL safeLog(REAL x) {
  INTEGER bits = floatBitsToInt(x) - 0x3f3504f3;
  REAL exponent = REAL(bits >> 23);
  REAL f = intBitsToFloat((bits & 0x007fffff) + 0x3f3504f3) - 1.0;
  REAL s = f / (2.0 + f), z = s * s;
  REAL series = z * (0.6666666667 + z * (0.4 + z * (0.2857142857 + z * (0.2222222222 + z * 0.1818181818))));
  REAL value = exponent * 0.693359375 + (s * (2.0 + series) + exponent * -2.12194440e-4);
  value = SELECT(GREATER(x, REAL(3.402823e38)), x, value);
  value = SELECT(GREATER(REAL(1.17549435e-38), x), -INFINITY, value);
  return SELECT(GREATER(REAL(0.0), x) + IS_NAN(x), NAN, value);
}

// From exp(-|x|), which cannot overflow.
REAL sigmoid(REAL x) {
  REAL e = safeExp(-abs(x));
  return SELECT(GREATER(x, REAL(0.0)), REAL(1.0), e) / (1.0 + e);
}

// From exp(-2|x|); near 0, where that would cancel, from the Taylor series.
REAL safeTanh(REAL x) {
  REAL e = safeExp(-2.0 * abs(x)), far = (1.0 - e) / (1.0 + e), z = x * x;
  REAL near = x * (1.0 + z * (-0.3333333333 + z * (0.1333333333 + z * (-0.05396825397 + z * 0.02186948854))));
  return SELECT(GREATER(REAL(0.3), abs(x)), near, SELECT(GREATER(REAL(0.0), x), -far, far));
}

// Zero, negative and infinite bases and exponents as in C's pow: a negative base with an integer exponent has the sign of its parity.
REAL safePow(REAL x, REAL y) {
  REAL whole = EQUAL(floor(y), y), odd = whole * GREATER(abs(y - 2.0 * floor(y * 0.5)), REAL(0.5)), negative = GREATER(REAL(0.0), x);
  REAL magnitude = safeExp(y * safeLog(abs(x)));
  magnitude = SELECT(EQUAL(x, REAL(0.0)), SELECT(GREATER(y, REAL(0.0)), REAL(0.0), INFINITY), magnitude);
  magnitude = SELECT(EQUAL(abs(x), REAL(1.0)), REAL(1.0), magnitude);
  REAL value = SELECT(odd * negative, -magnitude, magnitude);
  value = SELECT(negative * (1.0 - whole) * GREATER(INFINITY, -x), NAN, value);
  value = SELECT(IS_NAN(x) + IS_NAN(y), NAN, value);
  return SELECT(EQUAL(y, REAL(0.0)) + EQUAL(x, REAL(1.0)), REAL(1.0), value);
}

// Reduces x by the nearest multiple of pi / 2, subtracted in three parts (Cody-Waite), then the polynomials of Cephes (sinf.c, cosf.c); an
// odd quadrant is a cosine.
REAL sinQuadrant(REAL x, REAL shift) {
  REAL turns = floor(x * 0.6366197724 + 0.5);
  REAL r = ((x - turns * 1.5703125) - turns * 4.837512969970703e-4) - turns * 7.549789948768648e-8;
  REAL z = r * r;
  REAL sinValue = r + r * z * (-0.1666665461 + z * (8.3321608736e-3 + z * -1.9515295891e-4));
  REAL cosValue = 1.0 - 0.5 * z + z * z * (4.166664568298827e-2 + z * (-1.388731625493765e-3 + z * 2.443315711809948e-5));
  REAL quadrant = turns + shift;
  quadrant -= 4.0 * floor(quadrant * 0.25);
  REAL value = SELECT(GREATER(abs(quadrant - 2.0 * floor(quadrant * 0.5)), REAL(0.5)), cosValue, sinValue);
  return SELECT(GREATER(quadrant, REAL(1.5)), -value, value);
}

REAL safeSin(REAL x) {
  return sinQuadrant(x, REAL(0.0));
}

REAL safeCos(REAL x) {
  return sinQuadrant(x, REAL(1.0));
}
