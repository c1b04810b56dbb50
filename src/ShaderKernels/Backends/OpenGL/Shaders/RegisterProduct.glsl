// The product (Product.glsl) in registers alone: every invocation computes ROWS rows by QUADS * 4 columns and loads what it needs through
// the texture cache. There are no barriers and no shared memory, which software renderers emulate at a high price.

// With four rows in a vec4, one origin serves four rows.
const uint ROWS_OF_ORIGIN = LEFT_VECTORS == 1 && LEFT_ALONG_K == 0 ? 4 : 1;
const uint ORIGINS = ROWS / ROWS_OF_ORIGIN;

ivec4 origins[ORIGINS];
int offsets[ORIGINS];
int columnOffsets[QUADS * 4];
vec4 sums[ROWS * QUADS];

uint quadColumn(uint firstColumn, uint quad) {
  return firstColumn + (quad * COLUMN_THREADS + gl_LocalInvocationID.x) * 4;
}

// Adds the products of k to k + count - 1, of up to four k.
void multiply(int base, uint k, const uint count) {
  vec4 x[ROWS];         // By row, then by k.
  vec4 y[4 * QUADS];    // By k and quad, then by column.
#if LEFT_ALONG_K && LEFT_VECTORS
  for (uint r = 0; r < ROWS; r++) x[r] = left(origins[r], offsets[r], k);
#elif LEFT_VECTORS
  for (uint r = 0; r < ROWS; r += 4) {
    for (uint j = 0; j < count; j++) {
      vec4 values = left(origins[r / 4], offsets[r / 4], k + j);
      for (uint i = 0; i < 4; i++) x[r + i][j] = values[i];
    }
  }
#else
  for (uint r = 0; r < ROWS; r++)
    for (uint j = 0; j < count; j++) x[r][j] = left(origins[r], offsets[r], k + j).x;
#endif
  for (uint q = 0; q < QUADS; q++) {
#if RIGHT_ALONG_K && RIGHT_VECTORS
    for (uint i = 0; i < 4; i++) {
      vec4 values = right(base + columnOffsets[q * 4 + i], k);
      for (uint j = 0; j < count; j++) y[j * QUADS + q][i] = values[j];
    }
#elif RIGHT_VECTORS
    for (uint j = 0; j < count; j++) y[j * QUADS + q] = right(base + columnOffsets[q * 4], k + j);
#else
    for (uint j = 0; j < count; j++)
      for (uint i = 0; i < 4; i++) y[j * QUADS + q][i] = right(base + columnOffsets[q * 4 + i], k + j).x;
#endif
  }
  for (uint j = 0; j < count; j++)
    for (uint r = 0; r < ROWS; r++)
      for (uint q = 0; q < QUADS; q++) sums[r * QUADS + q] += x[r][j] * y[j * QUADS + q];
}

void multiplySegment(uint segment, uint begin, uint end) {
  int base = rightOffset(segment);
  for (uint i = 0; i < ORIGINS; i++) offsets[i] = leftOffset(origins[i], segment);
  uint k = begin;
  for (; k + 4 <= end; k += 4) multiply(base, k, 4);
#if SEGMENT_DEPTH % 4 != 0
  if (begin < end && end == SEGMENT_DEPTH) multiply(base, k, SEGMENT_DEPTH % 4);
#endif
}

// Computes the tile whose first element is (firstRow, firstColumn), summed over k from begin to end: whole segments if there are several,
// otherwise begin is a multiple of 4.
void multiplyTile(uint firstRow, uint firstColumn, uint begin, uint end) {
  firstRow += gl_LocalInvocationID.y * ROWS;
  for (uint i = 0; i < ORIGINS; i++) origins[i] = clampedOrigin(firstRow + i * ROWS_OF_ORIGIN);
  for (uint q = 0; q < QUADS; q++)
    for (uint i = 0; i < 4; i++) columnOffsets[q * 4 + i] = columnOffset(quadColumn(firstColumn, q) + i);
  for (uint i = 0; i < ROWS * QUADS; i++) sums[i] = vec4(0.0);
#if SEGMENTS > 1
  for (uint segment = begin / SEGMENT_DEPTH; segment < end / SEGMENT_DEPTH; segment++)
    multiplySegment(segment, 0, SEGMENT_DEPTH);
#else
  multiplySegment(0, begin, end);
#endif
  if (splitIndex() >= SPLITS) return; // A surplus group of a folded dispatch.
  for (uint r = 0; r < ROWS; r++)
    for (uint q = 0; q < QUADS; q++) store(firstRow + r, quadColumn(firstColumn, q), sums[r * QUADS + q]);
}
