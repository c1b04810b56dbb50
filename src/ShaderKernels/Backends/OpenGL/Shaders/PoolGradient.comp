#version 430
// The gradient of pooling: one invocation sums the contributions of the windows that contain one element of the input. O is C.
//
// 0  pool's input   [N, H, W, C], if TAKES_INPUT
// 1  pool's output  [N, OH, OW, C], if TAKES_INPUT
// 0 or 2  output gradient  [N, OH, OW, C]
// 1 or 3  input gradient   [N, H, W, C]
// work group 256 results, neighbors along C

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
// Whether the extreme value of the window at (oh, ow) occurs at a tap before (lastH, lastW) in row-major order.
bool occursEarlier(int n, int c, int oh, int ow, int lastH, int lastW, float extreme) {
  for (int kh = 0; kh <= lastH; kh++) {
    int h = oh * STRIDE_H - PAD_BEGIN_H + kh * DILATION_H;
    if (h < 0) continue;
    int end = kh == lastH ? lastW : KW;
    for (int kw = 0; kw < end; kw++) {
      int w = ow * STRIDE_W - PAD_BEGIN_W + kw * DILATION_W;
      if (w >= 0 && w < W && image[((n * H + h) * W + w) * C + c] == extreme) return true;
    }
  }
  return false;
}
#endif

void main() {
  uint index = invocationIndex();
  if (index >= uint(N) * H * W * C) return;
  int c = int(index % C);
  int w = int(index / C % W);
  int h = int(index / (C * W) % H);
  int n = int(index / (C * W * H));

  float sum = 0.0;
  for (int kh = 0; kh < KH; kh++) {
    int y = h + PAD_BEGIN_H - kh * DILATION_H; // Tap kh of output row y / STRIDE_H reads row h, if STRIDE_H divides y.
    if (y < 0 || y % STRIDE_H != 0 || y / STRIDE_H >= OH) continue;
    for (int kw = 0; kw < KW; kw++) {
      int x = w + PAD_BEGIN_W - kw * DILATION_W;
      if (x < 0 || x % STRIDE_W != 0 || x / STRIDE_W >= OW) continue;
      int oh = y / STRIDE_H, ow = x / STRIDE_W, window = ((n * OH + oh) * OW + ow) * C + c;
#if POOL == 0 || POOL == 1
      if (image[index] == pooled[window] && !occursEarlier(n, c, oh, ow, kh, kw, pooled[window])) sum += gradient[window];
#elif POOL == 5
      if (pooled[window] != 0.0) sum += image[index] / pooled[window] * gradient[window];
#else
      sum += gradient[window] / divisor(oh, ow);
#endif
    }
  }
  result[index] = sum;
}
