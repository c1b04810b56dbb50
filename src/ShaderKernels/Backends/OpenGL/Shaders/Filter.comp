#version 430
// One function of a filter over all pixels; the operands are those of Pixels.glsl.
// work group 64 pixels
// Defined by the host: FUNCTION

layout(local_size_x = 64) in;

void main() {
  uint index = invocationIndex();
  if (index >= uint(WIDTH * HEIGHT)) return;
  result[index] = FUNCTION(int(index) % WIDTH, int(index) / WIDTH);
}
