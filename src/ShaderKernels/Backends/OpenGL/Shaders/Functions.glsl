// The functions of expressions (Operators/Expressions/Scalar.cs) for REAL, which is float or, where WIDTH is 4, vec4.
// GLSL leaves its own exp, log, pow, sin and tanh more freedom than a network's numbers can bear, so those that matter are written out.

#if WIDTH == 4
#define REAL vec4
#define INTEGER ivec4
#define GREATER(x, y) vec4(greaterThan(x, y))
#define EQUAL(x, y) vec4(equal(x, y))
#define SELECT(condition, then, otherwise) mix(otherwise, then, notEqual(condition, vec4(0.0)))
#define BITS(word) uintBitsToFloat(uvec4(word))
#define NOT_NUMBER(x) vec4(greaterThan(floatBitsToUint(x) & 0x7fffffffu, uvec4(0x7f800000u)))
#else
#define REAL float
#define INTEGER int
#define GREATER(x, y) ((x) > (y) ? 1.0 : 0.0)
#define EQUAL(x, y) ((x) == (y) ? 1.0 : 0.0)
#define SELECT(condition, then, otherwise) ((condition) != 0.0 ? (then) : (otherwise))
#define BITS(word) uintBitsToFloat(word)
#define NOT_NUMBER(x) ((floatBitsToUint(x) & 0x7fffffffu) > 0x7f800000u ? 1.0 : 0.0)
#endif

// Defines, because not every compiler counts uintBitsToFloat as constant.
#define INFINITY BITS(0x7f800000u)
#define NOT_A_NUMBER BITS(0x7fc00000u)

// GLSL lets min and max drop what is not a number, and exp and sqrt make a number of it.
REAL larger(REAL x, REAL y) {
  return SELECT(GREATER(x, y), x, SELECT(GREATER(y, x), y, SELECT(EQUAL(x, y), x, NOT_A_NUMBER)));
}

REAL smaller(REAL x, REAL y) {
  return SELECT(GREATER(y, x), x, SELECT(GREATER(x, y), y, SELECT(EQUAL(x, y), x, NOT_A_NUMBER)));
}

REAL exponential(REAL x) {
  return SELECT(NOT_NUMBER(x), x, exp(x));
}

REAL squareRoot(REAL x) {
  return SELECT(GREATER(REAL(0.0), x), NOT_A_NUMBER, sqrt(x));
}

// log(x) = e log(2) + log(m), m between 1/sqrt(2) and sqrt(2), log(m) = 2 artanh((m - 1) / (m + 1)): exact digits near 1 too.
REAL naturalLog(REAL x) {
  INTEGER bits = floatBitsToInt(x) - 0x3f3504f3;
  REAL exponent = REAL(bits >> 23);
  REAL f = intBitsToFloat((bits & 0x007fffff) + 0x3f3504f3) - 1.0;
  REAL s = f / (2.0 + f), z = s * s;
  REAL series = z * (0.6666666667 + z * (0.4 + z * (0.2857142857 + z * (0.2222222222 + z * 0.1818181818))));
  REAL value = exponent * 0.693359375 + (s * (2.0 + series) + exponent * -2.12194440e-4);
  value = SELECT(GREATER(x, REAL(3.402823e38)), x, value);
  value = SELECT(GREATER(REAL(1.17549435e-38), x), -INFINITY, value);
  return SELECT(GREATER(REAL(0.0), x) + NOT_NUMBER(x), NOT_A_NUMBER, value);
}

// Through the exponential of the negative magnitude, which cannot overflow.
REAL sigmoid(REAL x) {
  REAL e = exponential(-abs(x));
  return SELECT(GREATER(x, REAL(0.0)), REAL(1.0), e) / (1.0 + e);
}

// The same; near 0, where that would lose digits, the Taylor series.
REAL hyperbolicTangent(REAL x) {
  REAL e = exponential(-2.0 * abs(x)), far = (1.0 - e) / (1.0 + e), z = x * x;
  REAL near = x * (1.0 + z * (-0.3333333333 + z * (0.1333333333 + z * (-0.05396825397 + z * 0.02186948854))));
  return SELECT(GREATER(REAL(0.3), abs(x)), near, SELECT(GREATER(REAL(0.0), x), -far, far));
}

// Zero, negative and infinite bases and exponents as C's pow has them; a negative base to a whole power has the sign of that power's parity.
REAL power(REAL x, REAL y) {
  REAL whole = EQUAL(floor(y), y), odd = whole * GREATER(abs(y - 2.0 * floor(y * 0.5)), REAL(0.5)), negative = GREATER(REAL(0.0), x);
  REAL magnitude = exponential(y * naturalLog(abs(x)));
  magnitude = SELECT(EQUAL(x, REAL(0.0)), SELECT(GREATER(y, REAL(0.0)), REAL(0.0), INFINITY), magnitude);
  magnitude = SELECT(EQUAL(abs(x), REAL(1.0)), REAL(1.0), magnitude);
  REAL value = SELECT(odd * negative, -magnitude, magnitude);
  value = SELECT(negative * (1.0 - whole) * GREATER(INFINITY, -x), NOT_A_NUMBER, value);
  value = SELECT(NOT_NUMBER(x) + NOT_NUMBER(y), NOT_A_NUMBER, value);
  return SELECT(EQUAL(y, REAL(0.0)) + EQUAL(x, REAL(1.0)), REAL(1.0), value);
}

// x minus the nearest multiple of pi / 2, taken off in three parts, then the polynomials of Cephes (sinf.c, cosf.c); quadrant 1 is a cosine.
REAL sineOfQuadrant(REAL x, REAL shift) {
  REAL turns = floor(x * 0.6366197724 + 0.5);
  REAL r = ((x - turns * 1.5703125) - turns * 4.837512969970703e-4) - turns * 7.549789948768648e-8;
  REAL z = r * r;
  REAL sine = r + r * z * (-0.1666665461 + z * (8.3321608736e-3 + z * -1.9515295891e-4));
  REAL cosine = 1.0 - 0.5 * z + z * z * (4.166664568298827e-2 + z * (-1.388731625493765e-3 + z * 2.443315711809948e-5));
  REAL quadrant = turns + shift;
  quadrant -= 4.0 * floor(quadrant * 0.25);
  REAL value = SELECT(GREATER(abs(quadrant - 2.0 * floor(quadrant * 0.5)), REAL(0.5)), cosine, sine);
  return SELECT(GREATER(quadrant, REAL(1.5)), -value, value);
}

REAL sine(REAL x) {
  return sineOfQuadrant(x, REAL(0.0));
}

REAL cosine(REAL x) {
  return sineOfQuadrant(x, REAL(1.0));
}
