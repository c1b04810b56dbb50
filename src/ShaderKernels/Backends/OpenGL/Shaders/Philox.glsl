// The counter-based generator Philox4x32-10 (Salmon et al. 2011): ten rounds of two 32-bit multiplications turn a counter and a key into
// four random words.
// The constants are the multipliers of section 4.3, the golden ratio and sqrt(3) - 1.

uvec4 philox(uvec4 counter, uvec2 key) {
  for (int round = 0; round < 10; round++) {
    uint leftHigh, leftLow, rightHigh, rightLow;
    umulExtended(counter.x, 0xD2511F53u, leftHigh, leftLow);
    umulExtended(counter.z, 0xCD9E8D57u, rightHigh, rightLow);
    counter = uvec4(rightHigh ^ counter.y ^ key.x, rightLow, leftHigh ^ counter.w ^ key.y, leftLow);
    key += uvec2(0x9E3779B9u, 0xBB67AE85u);
  }
  return counter;
}
