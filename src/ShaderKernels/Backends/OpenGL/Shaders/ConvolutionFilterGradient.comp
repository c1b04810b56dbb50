#version 430
// The gradient of a convolution with respect to its filters, the reference version: one invocation computes one element, summed over
// the batch. Each output row has a sum of its own, which keeps long sums accurate.
//
// 0  input            [N, H, W, C]
// 1  output gradient  [N, OH, OW, O]
// 2  filter gradient  [KH, KW, C / GROUPS, O], or partial sums [SPLITS, KH, KW, C / GROUPS, O] for SumSplits.comp, each over SPLIT_ROWS
//    output rows of the batch
// work group 256 results, neighbors along O

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Input { float image[]; };
layout(std430, binding = 1) readonly buffer Gradient { float gradient[]; };
layout(std430, binding = 2) writeonly buffer Output { float result[]; };

const uint FILTERS = uint(KH) * KW * (C / GROUPS) * O;

void main() {
  uint index = invocationIndex();
  if (index >= SPLITS * FILTERS) return;
  uint at = index % FILTERS, split = index / FILTERS;
  int o = int(at % O);
  int c = int(at / O % (C / GROUPS)) + o / (O / GROUPS) * (C / GROUPS);
  int kw = int(at / (O * (C / GROUPS)) % KW);
  int kh = int(at / (O * (C / GROUPS) * KW));

  float sum = 0.0;
  int end = min(int(split + 1) * SPLIT_ROWS, N * OH);
  for (int row = int(split) * SPLIT_ROWS; row < end; row++) {
    int n = row / OH, h = row % OH * STRIDE_H - PAD_BEGIN_H + kh * DILATION_H;
    if (h < 0 || h >= H) continue;
    float rowSum = 0.0;
    for (int ow = 0; ow < OW; ow++) {
      int w = ow * STRIDE_W - PAD_BEGIN_W + kw * DILATION_W;
      if (w < 0 || w >= W) continue;
      rowSum += image[((n * H + h) * W + w) * C + c] * gradient[(row * OW + ow) * O + o];
    }
    sum += rowSum;
  }
  result[index] = sum;
}
