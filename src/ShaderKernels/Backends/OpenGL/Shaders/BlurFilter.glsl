// BlurFilter: parameters are the number of factors across and down, and the factors. Between the two passes pixels are three values in
// units of a quarter of a level, in 10 bits each.

uint blurAcross(int x, int y) {
  int size = int(parameter[0]);
  vec3 sum = vec3(0.0);
  for (int i = 0; i < size; i++) sum += parameter[2 + i] * rgb(load(x + i - size / 2, y));
  uvec3 quarters = uvec3(clamp(sum, 0.0, 255.0) * 4.0 + 0.5);
  return quarters.r | (quarters.g << 10) | (quarters.b << 20);
}

uint blurDown(int x, int y) {
  int across = int(parameter[0]), size = int(parameter[1]);
  vec3 sum = vec3(0.0);
  for (int i = 0; i < size; i++) {
    uint values = load(x, y + i - size / 2);
    sum += 0.25 * parameter[2 + across + i] * vec3(values & 1023u, (values >> 10) & 1023u, (values >> 20) & 1023u);
  }
  return pack(sum, loadOriginal(x, y));
}
