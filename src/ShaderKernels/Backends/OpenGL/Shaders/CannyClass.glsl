// The first pass of CannyFilter; parameters are the low and the high threshold.

int gray8(int x, int y) {
  return luma(load(x, y));
}

ivec2 gradient(int x, int y) {
  int a = gray8(x - 1, y - 1), b = gray8(x + 1, y - 1), c = gray8(x - 1, y + 1), d = gray8(x + 1, y + 1);
  return ivec2(b - a + d - c + 2 * (gray8(x + 1, y) - gray8(x - 1, y)), c - a + d - b + 2 * (gray8(x, y + 1) - gray8(x, y - 1)));
}

// |gx| + |gy|; 0 outside the image.
int gradientLength(int x, int y) {
  if (x < 0 || y < 0 || x >= WIDTH || y >= HEIGHT) return 0;
  ivec2 g = abs(gradient(x, y));
  return g.x + g.y;
}

// 2 for an edge above the high threshold, 1 for one between the thresholds, 0 for none.
uint cannyClass(int x, int y) {
  ivec2 g = gradient(x, y), size = abs(g);
  int length = size.x + size.y;
  if (length <= int(parameter[0])) return 0u;
  // The tangent of 22.5 degrees is 13573 / 2^15, and that of 67.5 degrees is 2 more.
  int down = size.y << 15, low = size.x * 13573, high = low + (size.x << 16);
  bool largest;
  if (down < low) largest = length > gradientLength(x - 1, y) && length >= gradientLength(x + 1, y);
  else if (down > high) largest = length > gradientLength(x, y - 1) && length >= gradientLength(x, y + 1);
  else {
    int step = (g.x ^ g.y) < 0 ? -1 : 1;
    largest = length > gradientLength(x - step, y - 1) && length > gradientLength(x + step, y + 1);
  }
  return !largest ? 0u : length > int(parameter[1]) ? 2u : 1u;
}
