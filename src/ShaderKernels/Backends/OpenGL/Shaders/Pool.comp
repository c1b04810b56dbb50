#version 430
// Pooling: one invocation reduces one window. O is C.
//
// 0  input   [N, H, W, C]
// 1  output  [N, OH, OW, C]
// work group 256 outputs, neighbors along C

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Input { float image[]; };
layout(std430, binding = 1) writeonly buffer Output { float result[]; };

// Macros, because not every compiler accepts uintBitsToFloat in constant expressions.
#if POOL == 0
#define IDENTITY uintBitsToFloat(0xff800000u)
float combine(float x, float y) { return max(x, y); }
#elif POOL == 1
#define IDENTITY uintBitsToFloat(0x7f800000u)
float combine(float x, float y) { return min(x, y); }
#else
#define IDENTITY 0.0
float combine(float x, float y) { return x + y; }
#endif

void main() {
  uint index = invocationIndex();
  if (index >= uint(N) * OH * OW * C) return;
  int c = int(index % C);
  int ow = int(index / C % OW);
  int oh = int(index / (C * OW) % OH);
  int n = int(index / (C * OW * OH));

  float total = IDENTITY;
  for (int kh = 0; kh < KH; kh++) {
    int h = oh * STRIDE_H - PAD_BEGIN_H + kh * DILATION_H;
    if (h < 0 || h >= H) continue;
    float row = IDENTITY; // Each row has a sum of its own, which keeps long sums accurate.
    for (int kw = 0; kw < KW; kw++) {
      int w = ow * STRIDE_W - PAD_BEGIN_W + kw * DILATION_W;
      if (w < 0 || w >= W) continue;
      float pixel = image[((n * H + h) * W + w) * C + c];
#if POOL == 5
      pixel *= pixel;
#endif
      row = combine(row, pixel);
    }
    total = combine(total, row);
  }
#if POOL == 5
  result[index] = sqrt(total);
#elif POOL == 2 || POOL == 3
  result[index] = total / divisor(oh, ow);
#else
  result[index] = total;
#endif
}
