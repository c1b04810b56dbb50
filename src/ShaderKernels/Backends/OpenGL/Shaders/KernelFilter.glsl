// KernelFilter: parameters are width, height, kernels, input, output, scale, offset, and the weights.

const int CHANNELS = 0, LUMA = 1, COLOR = 2;
const int VALUE = 0, ABSOLUTE = 1, MAGNITUDE = 2, MAXIMUM = 3, SIGMOID = 4;

vec3 kernelSum(int x, int y, int kernel) {
  int width = int(parameter[0]), height = int(parameter[1]), kind = int(parameter[3]);
  int area = width * height, first = 7 + kernel * area * (kind == COLOR ? 3 : 1);
  vec3 sum = vec3(0.0);
  for (int j = 0; j < height; j++)
    for (int i = 0; i < width; i++) {
      uint pixel = load(x + i - width / 2, y + j - height / 2);
      int at = first + j * width + i;
      if (kind == LUMA) sum += parameter[at] * float(luma(pixel));
      else if (kind == CHANNELS) sum += parameter[at] * rgb(pixel);
      else sum += dot(vec3(parameter[at], parameter[at + area], parameter[at + 2 * area]), rgb(pixel));
    }
  return sum;
}

uint kernelFilter(int x, int y) {
  int kernels = int(parameter[2]), kind = int(parameter[4]);
  vec3 value = vec3(kind == MAXIMUM ? -1e30 : 0.0);
  for (int kernel = 0; kernel < kernels; kernel++) {
    vec3 sum = kernelSum(x, y, kernel);
    if (kind == MAGNITUDE) value += sum * sum;
    else if (kind == MAXIMUM) value = max(value, sum);
    else value = sum;
  }
  if (kind == ABSOLUTE) value = abs(value);
  if (kind == MAGNITUDE) value = sqrt(value);
  value = value * parameter[5] + parameter[6];
  if (kind == SIGMOID) value = 255.0 / (1.0 + exp(-value));
  return pack(value, load(x, y));
}
