// MedianFilter, BilateralFilter, PixelateFilter, CathodeRayFilter.

ivec3 median(ivec3 a, ivec3 b, ivec3 c) {
  return max(min(a, b), min(max(a, b), c));
}

ivec3 color(int x, int y) {
  return ivec3(rgb(load(x, y)));
}

// Of the largest minimum, the middle median and the smallest maximum of three columns.
uint medianFilter(int x, int y) {
  ivec3 low = ivec3(0), high = ivec3(255), middle[3];
  for (int i = 0; i < 3; i++) {
    ivec3 a = color(x + i - 1, y - 1), b = color(x + i - 1, y), c = color(x + i - 1, y + 1);
    low = max(low, min(a, min(b, c)));
    high = min(high, max(a, max(b, c)));
    middle[i] = median(a, b, c);
  }
  return pack(vec3(median(low, median(middle[0], middle[1], middle[2]), high)), load(x, y));
}

// Parameters: radius, -1 / (2 sigma^2) of the differences of colors and of the distances.
uint bilateralFilter(int x, int y) {
  int radius = int(parameter[0]);
  uint center = load(x, y);
  vec4 sum = vec4(0.0);
  for (int j = -radius; j <= radius; j++)
    for (int i = -radius; i <= radius; i++) {
      int distance = i * i + j * j;
      if (distance > radius * radius) continue;
      vec3 near = rgb(load(x + i, y + j)), steps = abs(near - rgb(center));
      float difference = steps.r + steps.g + steps.b;
      sum += exp(difference * difference * parameter[1] + float(distance) * parameter[2]) * vec4(near, 1.0);
    }
  return pack(sum.rgb / sum.a, center);
}

// The mean color of a square, at the square's first pixel; other pixels are not computed.
uint squareMean(int x, int y) {
  int size = int(parameter[0]);
  if (x % size != 0 || y % size != 0) return 0u;
  int endX = min(x + size, WIDTH), endY = min(y + size, HEIGHT), count = (endX - x) * (endY - y);
  ivec3 sum = ivec3(0);
  for (int j = y; j < endY; j++)
    for (int i = x; i < endX; i++) sum += color(i, j);
  uvec3 mean = uvec3((sum + count / 2) / count);
  return mean.r | (mean.g << 8) | (mean.b << 16);
}

uint fillSquare(int x, int y) {
  int size = int(parameter[0]);
  return (load(x - x % size, y - y % size) & 0xFFFFFFu) | (loadOriginal(x, y) & 0xFF000000u);
}

// Parameters: curvature, scanlines, mask.
uint cathodeRayFilter(int x, int y) {
  float u = (2.0 * float(x) + 1.0) / float(WIDTH) - 1.0, v = (2.0 * float(y) + 1.0) / float(HEIGHT) - 1.0;
  vec2 size = vec2(WIDTH, HEIGHT);
  vec2 at = ((vec2(u, v) * (1.0 + parameter[0] * vec2(v * v, u * u)) + 1.0) * size - 1.0) * 0.5;
  uint alpha = load(x, y);
  if (any(lessThan(at, vec2(-0.5))) || any(greaterThan(at, size - 0.5))) return alpha & 0xFF000000u;
  vec2 corner = floor(at), f = at - corner;
  ivec2 i = ivec2(corner);
  vec3 top = mix(rgb(load(i.x, i.y)), rgb(load(i.x + 1, i.y)), f.x);
  vec3 bottom = mix(rgb(load(i.x, i.y + 1)), rgb(load(i.x + 1, i.y + 1)), f.x);
  float line = y % 2 != 0 ? 1.0 - parameter[1] : 1.0;
  vec3 factor = vec3(line * (1.0 - parameter[2]));
  factor[x % 3] = line;
  return pack(mix(top, bottom, f.y) * factor, alpha);
}
