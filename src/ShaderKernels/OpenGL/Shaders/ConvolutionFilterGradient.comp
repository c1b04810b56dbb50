#version 430
// The gradient of a convolution by its filters, the readable version: one invocation computes one number, summed over the batch.
// The sums of an output row are joined on their own first, so that long sums keep their accuracy.
//
// 0  input            [N, H, W, C]
// 1  output gradient  [N, OH, OW, O]
// 2  filter gradient  [KH, KW, C / GROUPS, O]
// work-group 256 results, neighbours along O

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Input { float image[]; };
layout(std430, binding = 1) readonly buffer Gradient { float gradient[]; };
layout(std430, binding = 2) writeonly buffer Output { float result[]; };

void main() {
  uint index = invocationNumber();
  if (index >= uint(KH) * KW * (C / GROUPS) * O) return;
  int o = int(index % O);
  int c = int(index / O % (C / GROUPS)) + o / (O / GROUPS) * (C / GROUPS);
  int kw = int(index / (O * (C / GROUPS)) % KW);
  int kh = int(index / (O * (C / GROUPS) * KW));

  float sum = 0.0;
  for (int n = 0; n < N; n++) {
    float picture = 0.0;
    for (int oh = 0; oh < OH; oh++) {
      int h = oh * STRIDE_H - BEFORE_H + kh * DILATION_H;
      if (h < 0 || h >= H) continue;
      float row = 0.0;
      for (int ow = 0; ow < OW; ow++) {
        int w = ow * STRIDE_W - BEFORE_W + kw * DILATION_W;
        if (w < 0 || w >= W) continue;
        row += image[((n * H + h) * W + w) * C + c] * gradient[((n * OH + oh) * OW + ow) * O + o];
      }
      picture += row;
    }
    sum += picture;
  }
  result[index] = sum;
}
