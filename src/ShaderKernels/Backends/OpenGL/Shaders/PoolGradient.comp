#version 430
// The gradient of pooling: one invocation gathers, for one number of the input, from the windows that saw it. O is C.
//
// 0  pool's input   [N, H, W, C], where TAKES_INPUT
// 1  pool's output  [N, OH, OW, C], where TAKES_INPUT
// 0 or 2  output gradient  [N, OH, OW, C]
// 1 or 3  input gradient   [N, H, W, C]
// work-group 256 results, neighbors along C

layout(local_size_x = 256) in;

#if TAKES_INPUT
layout(std430, binding = 0) readonly buffer Input { float image[]; };
layout(std430, binding = 1) readonly buffer Pooled { float pooled[]; };
layout(std430, binding = 2) readonly buffer Gradient { float gradient[]; };
layout(std430, binding = 3) writeonly buffer Output { float result[]; };
#else
layout(std430, binding = 0) readonly buffer Gradient { float gradient[]; };
layout(std430, binding = 1) writeonly buffer Output { float result[]; };
#endif

#if POOL == 0 || POOL == 1
// Whether the window at (oh, ow) holds its extreme already at a tap before (lastH, lastW), row by row.
bool heldEarlier(int n, int c, int oh, int ow, int lastH, int lastW, float extreme) {
  for (int kh = 0; kh <= lastH; kh++) {
    int h = oh * STRIDE_H - BEFORE_H + kh * DILATION_H;
    if (h < 0) continue;
    int end = kh == lastH ? lastW : KW;
    for (int kw = 0; kw < end; kw++) {
      int w = ow * STRIDE_W - BEFORE_W + kw * DILATION_W;
      if (w >= 0 && w < W && image[((n * H + h) * W + w) * C + c] == extreme) return true;
    }
  }
  return false;
}
#endif

void main() {
  uint index = invocationNumber();
  if (index >= uint(N) * H * W * C) return;
  int c = int(index % C);
  int w = int(index / C % W);
  int h = int(index / (C * W) % H);
  int n = int(index / (C * W * H));

  float sum = 0.0;
  for (int kh = 0; kh < KH; kh++) {
    int y = h + BEFORE_H - kh * DILATION_H; // The window's tap kh touched row h from output row y / STRIDE_H, if that is whole.
    if (y < 0 || y % STRIDE_H != 0 || y / STRIDE_H >= OH) continue;
    for (int kw = 0; kw < KW; kw++) {
      int x = w + BEFORE_W - kw * DILATION_W;
      if (x < 0 || x % STRIDE_W != 0 || x / STRIDE_W >= OW) continue;
      int oh = y / STRIDE_H, ow = x / STRIDE_W, window = ((n * OH + oh) * OW + ow) * C + c;
#if POOL == 0 || POOL == 1
      if (image[index] == pooled[window] && !heldEarlier(n, c, oh, ow, kh, kw, pooled[window])) sum += gradient[window];
#elif POOL == 5
      if (pooled[window] != 0.0) sum += image[index] / pooled[window] * gradient[window];
#else
      sum += gradient[window] / divisor(oh, ow);
#endif
    }
  }
  result[index] = sum;
}
