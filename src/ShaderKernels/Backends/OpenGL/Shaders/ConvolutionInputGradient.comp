#version 430
// The gradient of a convolution with respect to its input (transposed convolution), the reference version: one invocation computes one
// element.
//
// 0  output gradient  [N, OH, OW, O]
// 1  filters          [KH, KW, C / GROUPS, O]
// 2  input gradient   [N, H, W, C]
// work group 256 results, neighbors along C

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Gradient { float gradient[]; };
layout(std430, binding = 1) readonly buffer Filters { float filters[]; };
layout(std430, binding = 2) writeonly buffer Output { float result[]; };

void main() {
  uint index = invocationIndex();
  if (index >= uint(N) * H * W * C) return;
  int c = int(index % C);
  int w = int(index / C % W);
  int h = int(index / (C * W) % H);
  int n = int(index / (C * W * H));
  int group = c / (C / GROUPS);
  int firstOutput = group * (O / GROUPS);

  float sum = 0.0;
  for (int kh = 0; kh < KH; kh++) {
    int y = h + PAD_BEGIN_H - kh * DILATION_H; // Tap kh of output row y / STRIDE_H reads row h, if STRIDE_H divides y.
    if (y < 0 || y % STRIDE_H != 0 || y / STRIDE_H >= OH) continue;
    for (int kw = 0; kw < KW; kw++) {
      int x = w + PAD_BEGIN_W - kw * DILATION_W;
      if (x < 0 || x % STRIDE_W != 0 || x / STRIDE_W >= OW) continue;
      int offset = ((n * OH + y / STRIDE_H) * OW + x / STRIDE_W) * O + firstOutput;
      int tap = ((kh * KW + kw) * (C / GROUPS) + c % (C / GROUPS)) * O + firstOutput;
      for (int o = 0; o < O / GROUPS; o++) sum += gradient[offset + o] * filters[tap + o];
    }
  }
  result[index] = sum;
}
