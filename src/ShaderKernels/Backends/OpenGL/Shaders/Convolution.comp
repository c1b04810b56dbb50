#version 430
// Direct convolution, the reference version: one invocation computes one output.
//
// 0  input    [N, H, W, C]
// 1  filters  [KH, KW, C / GROUPS, O]
// 2  bias     [O], if BIAS
// 3  residual  [N, OH, OW, O], if RESIDUAL
// 2, 3 or 4  output  [N, OH, OW, O]
// work group 256 outputs, neighbors along O

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Input { float image[]; };
layout(std430, binding = 1) readonly buffer Filters { float filters[]; };
#if BIAS
layout(std430, binding = 2) readonly buffer Bias { float bias[]; };
#endif
#if RESIDUAL
layout(std430, binding = 3) readonly buffer Residual { float residual[]; };
#endif
layout(std430, binding = OUTPUT_BINDING) writeonly buffer Output { float result[]; };

void main() {
  uint index = invocationIndex();
  if (index >= uint(N) * OH * OW * O) return;
  int o = int(index % O);
  int ow = int(index / O % OW);
  int oh = int(index / (O * OW) % OH);
  int n = int(index / (O * OW * OH));
  int firstChannel = o / (O / GROUPS) * (C / GROUPS);

  float sum = 0.0;
  for (int kh = 0; kh < KH; kh++) {
    int h = oh * STRIDE_H - PAD_BEGIN_H + kh * DILATION_H;
    if (h < 0 || h >= H) continue;
    for (int kw = 0; kw < KW; kw++) {
      int w = ow * STRIDE_W - PAD_BEGIN_W + kw * DILATION_W;
      if (w < 0 || w >= W) continue;
      int pixel = ((n * H + h) * W + w) * C + firstChannel;
      int tap = (kh * KW + kw) * (C / GROUPS) * O + o;
      for (int c = 0; c < C / GROUPS; c++) sum += image[pixel + c] * filters[tap + c * O];
    }
  }
#if BIAS
  sum += bias[o];
#endif
#if RESIDUAL
  sum += residual[index];
#endif
  result[index] = activate(sum);
}
