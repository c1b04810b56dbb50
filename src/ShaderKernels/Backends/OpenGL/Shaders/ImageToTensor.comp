#version 430
// Converts an image to the input of a network: crop, area averaging, grayscale, quantization, normalization, mirroring, frame stacking.
//   restart  [TILES]                                      binding 0, read
//   result   [TILES, STACK * CHANNELS, HEIGHT, WIDTH]     binding 1, read and written in place
//            [TILES, HEIGHT, WIDTH, STACK * CHANNELS]     if CHANNELS_LAST
//   source   a texture on unit 0, level 0
// With FROM_PIXEL_BUFFER the image is a buffer in place of the texture, and the result follows it:
//   pixels   [IMAGE_HEIGHT, IMAGE_WIDTH], RGBA in 32 bits, red in the lowest     binding 1, read; result binding 2
// work group 64 output pixels, counted along the rows of all tiles
// Defined by the host: WIDTH HEIGHT CHANNELS STACK TILES TILES_X TILE_WIDTH TILE_HEIGHT IMAGE_WIDTH IMAGE_HEIGHT FROM_PIXEL_BUFFER
//   CROP_X CROP_Y CROP_WIDTH CROP_HEIGHT BGR MIRROR QUANTIZE CHANNELS_LAST, SCALE and OFFSET (vec3)

layout(local_size_x = 64) in;

layout(std430, binding = 0) readonly buffer Restart { float restart[]; };
#if FROM_PIXEL_BUFFER
layout(std430, binding = 1) readonly buffer Pixels { uint pixels[]; };
layout(std430, binding = 2) buffer Result { float result[]; };
#else
layout(std430, binding = 1) buffer Result { float result[]; };
layout(binding = 0) uniform sampler2D source;

uniform int bottomUp; // 1 if row 0 of the texture is the bottom row of the image
#endif

// Output o covers the source from o * length / size to (o + 1) * length / size. In units of 1 / size of a source pixel
// these are integers, so the weights are as exact as a float can be.
float weight(int length, int size, int o, int i) {
  return float(min((o + 1) * length, (i + 1) * size) - max(o * length, i * size)) / float(length);
}

// Values from 0 to 255, as on the CPU. Ties are common when quantizing (the mean of 2 pixels), so bytes must be exact integers here.
vec3 fetch(int x, int y) {
#if FROM_PIXEL_BUFFER
  uint pixel = pixels[y * IMAGE_WIDTH + x];
  return vec3(float(pixel & 255u), float(pixel >> 8 & 255u), float(pixel >> 16 & 255u));
#else
  vec3 color = texelFetch(source, ivec2(x, bottomUp != 0 ? IMAGE_HEIGHT - 1 - y : y), 0).rgb * 255.0;
#if QUANTIZE
  color = clamp(floor(color + 0.5), 0.0, 255.0);
#endif
  return color;
#endif
}

// Columns first, then along the row: the order of summation of the CPU kernel.
vec3 average(int left, int top, int x, int y) {
  int firstX = x * CROP_WIDTH / WIDTH, endX = ((x + 1) * CROP_WIDTH + WIDTH - 1) / WIDTH;
  int firstY = y * CROP_HEIGHT / HEIGHT, endY = ((y + 1) * CROP_HEIGHT + HEIGHT - 1) / HEIGHT;
  vec3 sum = vec3(0.0);
  for (int i = firstX; i < endX; i++) {
    vec3 column = vec3(0.0);
    for (int j = firstY; j < endY; j++) column += weight(CROP_HEIGHT, HEIGHT, y, j) * fetch(left + i, top + j);
    sum += weight(CROP_WIDTH, WIDTH, x, i) * column;
  }
  return sum;
}

int offset(int tile, int slot, int channel, int x, int y) {
#if CHANNELS_LAST
  return ((tile * HEIGHT + y) * WIDTH + x) * (STACK * CHANNELS) + slot * CHANNELS + channel;
#else
  return ((tile * STACK * CHANNELS + slot * CHANNELS + channel) * HEIGHT + y) * WIDTH + x;
#endif
}

void main() {
  uint index = invocationIndex();
  if (index >= uint(TILES * HEIGHT * WIDTH)) return;
  ivec3 at = ivec3(index % WIDTH, index / WIDTH % HEIGHT, index / (WIDTH * HEIGHT));
  int left = at.z % TILES_X * TILE_WIDTH + CROP_X, top = at.z / TILES_X * TILE_HEIGHT + CROP_Y;
  vec3 level = average(left, top, at.x, at.y);
#if CHANNELS == 1
  level = vec3(0.299 * level.r + 0.587 * level.g + 0.114 * level.b);
#elif BGR
  level = level.bgr;
#endif
#if QUANTIZE
  level = floor(level + 0.5);
#endif
  vec3 value = level / 255.0 * SCALE + OFFSET;

#if MIRROR
  at.x = WIDTH - 1 - at.x;
#endif
  bool fill = restart[at.z] != 0.0;
  for (int channel = 0; channel < CHANNELS; channel++) {
    for (int slot = 0; slot < STACK - 1; slot++)
      result[offset(at.z, slot, channel, at.x, at.y)] = fill ? value[channel] : result[offset(at.z, slot + 1, channel, at.x, at.y)];
    result[offset(at.z, STACK - 1, channel, at.x, at.y)] = value[channel];
  }
}
