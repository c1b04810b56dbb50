// Functions of expressions that few maps use, for REAL (see Functions.glsl). The polynomials are those of Cephes (Moshier 1989: tanf.c,
// asinf.c, atanf.c, sinhf.c, asinhf.c, acoshf.c, atanhf.c, ndtrf.c) and of Ilgpu/Functions.cs.

REAL safeTan(REAL x) {
  return safeSin(x) / safeCos(x);
}

// For x from 0 to 1/2.
REAL asinSmall(REAL x) {
  REAL z = x * x;
  return x + x * z * (1.6666752422e-1 + z * (7.4953002686e-2 + z * (4.5470025998e-2 + z * (2.4181311049e-2 + z * 4.2163199048e-2))));
}

// acos(x) = 2 asin(sqrt((1 - x) / 2)), which keeps the precision near 1.
REAL acosOfMagnitude(REAL magnitude) {
  return SELECT(GREATER(magnitude, REAL(0.5)), 2.0 * asinSmall(safeSqrt(0.5 * (1.0 - magnitude))), 1.5707963268 - asinSmall(magnitude));
}

REAL safeAsin(REAL x) {
  REAL magnitude = abs(x);
  REAL value = SELECT(GREATER(magnitude, REAL(0.5)), 1.5707963268 - acosOfMagnitude(magnitude), asinSmall(magnitude));
  return SELECT(GREATER(REAL(0.0), x), -value, value);
}

REAL safeAcos(REAL x) {
  REAL value = acosOfMagnitude(abs(x));
  return SELECT(GREATER(REAL(0.0), x), 3.1415926536 - value, value);
}

// Angles above 67.5 and 22.5 degrees are reduced by 90 and 45.
REAL safeAtan(REAL x) {
  REAL magnitude = abs(x), steep = GREATER(magnitude, REAL(2.414213562)), middle = GREATER(magnitude, REAL(0.4142135624)) * (1.0 - steep);
  REAL r = SELECT(steep, -1.0 / magnitude, SELECT(middle, (magnitude - 1.0) / (magnitude + 1.0), magnitude)), z = r * r;
  REAL value = r + r * z * (-3.33329491539e-1 + z * (1.99777106478e-1 + z * (-1.38776856032e-1 + z * 8.05374449538e-2)));
  value += steep * 1.5707963268 + middle * 0.7853981634;
  return SELECT(GREATER(REAL(0.0), x), -value, value);
}

// From the square of exp(|x| / 2), since exp(|x|) overflows before its half does.
REAL safeCosh(REAL x) {
  REAL e = safeExp(0.5 * abs(x));
  return 0.5 * e * e + 0.5 / e / e;
}

REAL safeSinh(REAL x) {
  REAL magnitude = abs(x), z = x * x, e = safeExp(0.5 * magnitude), far = 0.5 * e * e - 0.5 / e / e;
  REAL near = x + x * z * (1.66667160211e-1 + z * (8.33028376239e-3 + z * 2.03721912945e-4));
  return SELECT(GREATER(magnitude, REAL(1.0)), SELECT(GREATER(REAL(0.0), x), -far, far), near);
}

// Above 1500 the 1 under the root is below the last digit, and the square would overflow further on.
REAL safeAsinh(REAL x) {
  REAL magnitude = abs(x), z = x * x;
  REAL near = x + x * z * (-1.6666288134e-1 + z * (7.4847586088e-2 + z * (-4.2699340972e-2 + z * 2.0122003309e-2)));
  REAL far = SELECT(GREATER(magnitude, REAL(1500.0)), safeLog(magnitude) + 0.6931471806, safeLog(magnitude + safeSqrt(z + 1.0)));
  return SELECT(GREATER(magnitude, REAL(0.5)), SELECT(GREATER(REAL(0.0), x), -far, far), near);
}

REAL safeAcosh(REAL x) {
  REAL z = x - 1.0;
  REAL near = safeSqrt(z) * (1.4142135263 + z * (-1.1784741703e-1 + z * (2.6454905019e-2 + z * (-7.5272886713e-3 + z * 1.7596881071e-3))));
  REAL far = SELECT(GREATER(x, REAL(1500.0)), safeLog(x) + 0.6931471806, safeLog(x + safeSqrt(z * (x + 1.0))));
  return SELECT(GREATER(z, REAL(0.5)), far, near);
}

REAL safeAtanh(REAL x) {
  REAL magnitude = abs(x), z = x * x, far = 0.5 * (safeLog(1.0 + magnitude) - safeLog(1.0 - magnitude));
  REAL near = x + x * z * (3.33337300303e-1 + z * (1.99782164500e-1
    + z * (1.46691431730e-1 + z * (8.24370301058e-2 + z * 1.81740078349e-1))));
  return SELECT(GREATER(magnitude, REAL(0.5)), SELECT(GREATER(REAL(0.0), x), -far, far), near);
}

// Up to 1, x times a polynomial of x^2; above, 1 minus exp(-x^2) / x times a polynomial of 1 / x^2
// (Operators/Expressions/ErrorFunction.cs).
REAL erf(REAL x) {
  REAL magnitude = abs(x), z = x * x, q = 1.0 / magnitude, y = q * q;
  REAL near = x * (1.128379165726710 + z * (-3.761262582423300e-1 + z * (1.128358514861418e-1 + z * (-2.685381193529856e-2
    + z * (5.188327685732524e-3 + z * (-8.010193625184903e-4 + z * 7.853861353153693e-5))))));
  REAL series = 5.638259427386472e-1 + y * (-2.741127028184656e-1 + y * (3.404879937665872e-1
    + y * (-4.944515323274145e-1 + y * (6.210004621745983e-1
    + y * (-5.824733027278666e-1 + y * (3.687424674597105e-1 + y * (-1.387039388740657e-1 + y * 2.326819970068386e-2)))))));
  REAL far = 1.0 - safeExp(-z) * q * series;
  return SELECT(GREATER(REAL(1.0), magnitude), near, SELECT(GREATER(REAL(0.0), x), -far, far));
}

// The remainder with the sign of x, as C's fmod, by long division of the significands: exact, unlike division and multiplication of floats.
float remainderScalar(float x, float y) {
  uint ax = floatBitsToUint(x) & 0x7fffffffu, ay = floatBitsToUint(y) & 0x7fffffffu, sign = floatBitsToUint(x) & 0x80000000u;
  if (ax >= 0x7f800000u || ay > 0x7f800000u || ay == 0u) return uintBitsToFloat(0x7fc00000u);
  if (ax < ay) return x;
  int ex = int(ax >> 23), ey = int(ay >> 23);
  uint mx = ax & 0x7fffffu, my = ay & 0x7fffffu;
  if (ex == 0) ex = 1; else mx |= 0x800000u;
  if (ey == 0) ey = 1; else my |= 0x800000u;
  for (; ex > ey; ex--) {
    if (mx >= my) mx -= my;
    mx <<= 1;
  }
  if (mx >= my) mx -= my;
  if (mx == 0u) return uintBitsToFloat(sign);
  int shift = min(23 - findMSB(mx), ex - 1);
  mx <<= shift;
  ex -= shift;
  return uintBitsToFloat(sign | (mx >= 0x800000u ? uint(ex) << 23 | mx & 0x7fffffu : mx));
}

#if WIDTH == 4
REAL remainder(REAL x, REAL y) {
  return vec4(remainderScalar(x.x, y.x), remainderScalar(x.y, y.y), remainderScalar(x.z, y.z), remainderScalar(x.w, y.w));
}
#else
REAL remainder(REAL x, REAL y) {
  return remainderScalar(x, y);
}
#endif
