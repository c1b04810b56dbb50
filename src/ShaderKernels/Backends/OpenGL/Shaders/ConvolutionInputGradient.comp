#version 430
// The gradient of a convolution by its input (transposed convolution), the readable version: one invocation computes one number.
//
// 0  output gradient  [N, OH, OW, O]
// 1  filters          [KH, KW, C / GROUPS, O]
// 2  input gradient   [N, H, W, C]
// work-group 256 results, neighbors along C

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Gradient { float gradient[]; };
layout(std430, binding = 1) readonly buffer Filters { float filters[]; };
layout(std430, binding = 2) writeonly buffer Output { float result[]; };

void main() {
  uint index = invocationNumber();
  if (index >= uint(N) * H * W * C) return;
  int c = int(index % C);
  int w = int(index / C % W);
  int h = int(index / (C * W) % H);
  int n = int(index / (C * W * H));
  int group = c / (C / GROUPS);
  int firstOutput = group * (O / GROUPS);

  float sum = 0.0;
  for (int kh = 0; kh < KH; kh++) {
    int y = h + BEFORE_H - kh * DILATION_H; // The filter's tap kh touched row h from output row y / STRIDE_H, if that is whole.
    if (y < 0 || y % STRIDE_H != 0 || y / STRIDE_H >= OH) continue;
    for (int kw = 0; kw < KW; kw++) {
      int x = w + BEFORE_W - kw * DILATION_W;
      if (x < 0 || x % STRIDE_W != 0 || x / STRIDE_W >= OW) continue;
      int place = ((n * OH + y / STRIDE_H) * OW + x / STRIDE_W) * O + firstOutput;
      int tap = ((kh * KW + kw) * (C / GROUPS) + c % (C / GROUPS)) * O + firstOutput;
      for (int o = 0; o < O / GROUPS; o++) sum += gradient[place + o] * filters[tap + o];
    }
  }
  result[index] = sum;
}
