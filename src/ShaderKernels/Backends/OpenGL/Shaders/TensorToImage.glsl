// TensorToImage: parameters are channels, channels-last, BGR, then scale and offset of each channel.

float element(int index) {
  return uintBitsToFloat(source[index]);
}

uint fromTensor(int x, int y) {
  int channels = int(parameter[0]), pixel = y * WIDTH + x;
  bool last = parameter[1] != 0.0;
  int stride = last ? 1 : WIDTH * HEIGHT, first = last ? pixel * channels : pixel;
  vec3 color = vec3(element(first) * parameter[3] + parameter[4]);
  if (channels >= 3) {
    color.g = element(first + stride) * parameter[5] + parameter[6];
    color.b = element(first + 2 * stride) * parameter[7] + parameter[8];
    if (parameter[2] != 0.0) color = color.bgr;
  }
  uint alpha = channels == 4 ? level(element(first + 3 * stride) * parameter[9] + parameter[10]) : 255u;
  return pack(color, alpha << 24);
}
