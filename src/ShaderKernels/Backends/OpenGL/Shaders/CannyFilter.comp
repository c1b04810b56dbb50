#version 430
// CannyFilter: follows edges by labeling connected pixels with a union-find forest whose trees are joined atomically (Komura 2015).
//   classes  [HEIGHT, WIDTH]   binding 0: 0 for none, 1 for an edge between the thresholds, 2 for one above the high threshold
//   parents  [HEIGHT, WIDTH]   binding 1
//   source   [HEIGHT, WIDTH]   binding 2, read; its alpha is kept
//   result   [HEIGHT, WIDTH]   binding 3, written
// work group 64 pixels
// Defined by the host: WIDTH HEIGHT, and PASS: 0 begins, 1 joins, 2 marks, 3 writes

layout(local_size_x = 64) in;

layout(std430, binding = 0) coherent buffer Classes { uint classes[]; };
layout(std430, binding = 1) coherent buffer Parents { int parents[]; };
layout(std430, binding = 2) readonly buffer Source { uint source[]; };
layout(std430, binding = 3) writeonly buffer Result { uint result[]; };

int root(int at) {
  int parent = parents[at];
  while (parent != at) {
    at = parent;
    parent = parents[at];
  }
  return at;
}

void join(int a, int b) {
  if (classes[b] == 0u) return;
  bool done = false;
  while (!done) {
    a = root(a);
    b = root(b);
    int low = min(a, b), high = max(a, b);
    if (low == high) return;
    int old = atomicMin(parents[high], low);
    done = old == high;
    a = old;
    b = low;
  }
}

void main() {
  uint index = invocationIndex();
  if (index >= uint(WIDTH * HEIGHT)) return;
  int i = int(index);
#if PASS == 0
  parents[i] = i;
#elif PASS == 1
  if (classes[i] == 0u) return;
  int x = i % WIDTH;
  if (x > 0) join(i, i - 1);
  if (i < WIDTH) return;
  join(i, i - WIDTH);
  if (x > 0) join(i, i - WIDTH - 1);
  if (x < WIDTH - 1) join(i, i - WIDTH + 1);
#elif PASS == 2
  if (classes[i] == 2u) classes[root(i)] = 2u;
#else
  bool edge = classes[i] != 0u && classes[root(i)] == 2u;
  result[i] = (edge ? 0xFFFFFFu : 0u) | (source[i] & 0xFF000000u);
#endif
}
