// Shared by pooling and its gradient. POOL: 0 max, 1 min, 2 average without padding, 3 average including padding, 4 sum, 5 L2 norm.
// Windows may extend past the border, depending on how positions are rounded; taps beyond the padding are ignored.

// The number of taps of a window along one axis, starting at pixel start, that lie before pixel end.
int tapsBefore(int end, int start, int size, int dilation) {
  return end <= start ? 0 : min(size, (end - start + dilation - 1) / dilation);
}

int tapsWithin(int begin, int end, int start, int size, int dilation) {
  return tapsBefore(end, start, size, dilation) - tapsBefore(begin, start, size, dilation);
}

// The divisor of the average at output pixel (oh, ow).
float divisor(int oh, int ow) {
  int h = oh * STRIDE_H - PAD_BEGIN_H, w = ow * STRIDE_W - PAD_BEGIN_W;
#if POOL == 2
  return float(tapsWithin(0, H, h, KH, DILATION_H)) * float(tapsWithin(0, W, w, KW, DILATION_W));
#elif POOL == 3
  return float(tapsWithin(-PAD_BEGIN_H, H + PAD_END_H, h, KH, DILATION_H)) * float(tapsWithin(-PAD_BEGIN_W, W + PAD_END_W, w, KW,
    DILATION_W));
#else
  return 1.0;
#endif
}
