#version 430
// Max-pooling indices: one invocation per window. O is C.
//
// 0  input   [N, H, W, C]
// 1  output  [N, OH, OW, C], positions h * W + w
// work group 256 outputs, neighbors along C

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly buffer Input { float image[]; };
layout(std430, binding = 1) writeonly buffer Output { float result[]; };

void main() {
  uint index = invocationIndex();
  if (index >= uint(N) * OH * OW * C) return;
  int c = int(index % C);
  int ow = int(index / C % OW);
  int oh = int(index / (C * OW) % OH);
  int n = int(index / (C * OW * OH));

  int position = -1;
  float largest = 0.0;
  for (int kh = 0; kh < KH; kh++) {
    int h = oh * STRIDE_H - PAD_BEGIN_H + kh * DILATION_H;
    if (h < 0 || h >= H) continue;
    for (int kw = 0; kw < KW; kw++) {
      int w = ow * STRIDE_W - PAD_BEGIN_W + kw * DILATION_W;
      if (w < 0 || w >= W) continue;
      float pixel = image[((n * H + h) * W + w) * C + c];
      if (position >= 0 && !(pixel > largest)) continue;
      position = h * W + w;
      largest = pixel;
    }
  }
  result[index] = float(position);
}
