// What pooling and its gradient share. POOL: 0 max, 1 min, 2 average of the pixels that are there, 3 average with the padding counted,
// 4 sum, 5 norm. Windows may reach past the border (Fit.Ceiling, Fit.Truncate); what overhangs the padding counts for nothing.

// The number of a window's taps along one axis, from pixel start on, that come before pixel end.
int tapsBefore(int end, int start, int size, int dilation) {
  return end <= start ? 0 : min(size, (end - start + dilation - 1) / dilation);
}

int tapsWithin(int begin, int end, int start, int size, int dilation) {
  return tapsBefore(end, start, size, dilation) - tapsBefore(begin, start, size, dilation);
}

// What the window at output pixel (oh, ow) divides its sum by.
float divisor(int oh, int ow) {
  int h = oh * STRIDE_H - BEFORE_H, w = ow * STRIDE_W - BEFORE_W;
#if POOL == 2
  return float(tapsWithin(0, H, h, KH, DILATION_H)) * float(tapsWithin(0, W, w, KW, DILATION_W));
#elif POOL == 3
  return float(tapsWithin(-BEFORE_H, H + AFTER_H, h, KH, DILATION_H)) * float(tapsWithin(-BEFORE_W, W + AFTER_W, w, KW, DILATION_W));
#else
  return 1.0;
#endif
}
