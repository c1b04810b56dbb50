// The product (Product.glsl) in tiles of shared memory: for each step along k, a work group loads DEPTH columns of the left matrix and
// DEPTH rows of the right one into shared memory, and every invocation multiplies ROWS rows by QUADS * 4 columns of them in registers.
// Those are interleaved quads, so that neighboring invocations read neighboring banks.

const uint DEPTH = 16;
const uint THREADS = COLUMN_THREADS * ROW_THREADS;
const uint LEFT_PITCH = TILE_ROWS / 4 + 1; // Padded to avoid bank conflicts.
const uint RIGHT_PITCH = TILE_COLUMNS / 4 + 1;
const uint LEFT_QUADS = TILE_ROWS * DEPTH / 4;
const uint RIGHT_QUADS = TILE_COLUMNS * DEPTH / 4;
const uint LEFT_LOADS = (LEFT_QUADS + THREADS - 1) / THREADS;
const uint RIGHT_LOADS = (RIGHT_QUADS + THREADS - 1) / THREADS;

shared vec4 leftTile[DEPTH * LEFT_PITCH];
shared vec4 rightTile[DEPTH * RIGHT_PITCH];

// Loads four elements of the left matrix, along k if LEFT_ALONG_K, otherwise along the rows; 0 from end on.
vec4 leftQuad(ivec4 origin, uint row, uint k, uint end) {
  vec4 values = vec4(0.0);
#if LEFT_VECTORS
  if (k < end) values = left(origin, leftOffset(origin, k / SEGMENT_DEPTH), k % SEGMENT_DEPTH);
#else
  for (uint i = 0; i < 4; i++) {
    ivec4 own = LEFT_ALONG_K == 1 ? origin : clampedOrigin(row + i);
    uint at = LEFT_ALONG_K == 1 ? k + i : k;
    if (at < end) values[i] = left(own, leftOffset(own, at / SEGMENT_DEPTH), at % SEGMENT_DEPTH).x;
  }
#endif
  return values;
}

// Loads four elements of the right matrix, along k if RIGHT_ALONG_K, otherwise along the columns; 0 from end on.
vec4 rightQuad(uint k, uint column, uint end) {
  vec4 values = vec4(0.0);
#if RIGHT_VECTORS
  if (k < end) values = right(rightOffset(k / SEGMENT_DEPTH) + columnOffset(column), k % SEGMENT_DEPTH);
#else
  for (uint i = 0; i < 4; i++) {
    uint at = RIGHT_ALONG_K == 1 ? k + i : k;
    int own = columnOffset(RIGHT_ALONG_K == 1 ? column : column + i);
    if (at < end) values[i] = right(rightOffset(at / SEGMENT_DEPTH) + own, at % SEGMENT_DEPTH).x;
  }
#endif
  return values;
}

// Computes the tile whose first element is (firstRow, firstColumn), summed over k from begin to end; begin is a multiple of DEPTH.
void multiplyTile(uint firstRow, uint firstColumn, uint begin, uint end) {
  uint thread = gl_LocalInvocationIndex;
  ivec4 origins[LEFT_LOADS];
  for (uint i = 0; i < LEFT_LOADS; i++) {
    uint quad = thread + i * THREADS;
    origins[i] = clampedOrigin(firstRow + (LEFT_ALONG_K == 1 ? quad / (DEPTH / 4) : quad % (TILE_ROWS / 4) * 4));
  }

  vec4 sums[ROWS * QUADS];
  for (uint i = 0; i < ROWS * QUADS; i++) sums[i] = vec4(0.0);

  for (uint k0 = begin; k0 < end; k0 += DEPTH) {
    for (uint i = 0; i < LEFT_LOADS; i++) {
      uint quad = thread + i * THREADS;
      if (LEFT_QUADS % THREADS != 0 && quad >= LEFT_QUADS) continue;
#if LEFT_ALONG_K
      uint row = quad / (DEPTH / 4), k = quad % (DEPTH / 4) * 4;
      vec4 values = leftQuad(origins[i], firstRow + row, k0 + k, end);
      for (uint j = 0; j < 4; j++) leftTile[(k + j) * LEFT_PITCH + row / 4][row % 4] = values[j];
#else
      uint row = quad % (TILE_ROWS / 4) * 4, k = quad / (TILE_ROWS / 4);
      leftTile[k * LEFT_PITCH + row / 4] = leftQuad(origins[i], firstRow + row, k0 + k, end);
#endif
    }
    for (uint i = 0; i < RIGHT_LOADS; i++) {
      uint quad = thread + i * THREADS;
      if (RIGHT_QUADS % THREADS != 0 && quad >= RIGHT_QUADS) continue;
#if RIGHT_ALONG_K
      uint column = quad / (DEPTH / 4), k = quad % (DEPTH / 4) * 4;
      vec4 values = rightQuad(k0 + k, firstColumn + column, end);
      for (uint j = 0; j < 4; j++) rightTile[(k + j) * RIGHT_PITCH + column / 4][column % 4] = values[j];
#else
      uint column = quad % (TILE_COLUMNS / 4) * 4, k = quad / (TILE_COLUMNS / 4);
      rightTile[k * RIGHT_PITCH + column / 4] = rightQuad(k0 + k, firstColumn + column, end);
#endif
    }
    barrier();

    for (uint k = 0; k < DEPTH; k++) {
      vec4 y[QUADS];
      for (uint q = 0; q < QUADS; q++) y[q] = rightTile[k * RIGHT_PITCH + q * COLUMN_THREADS + gl_LocalInvocationID.x];
      for (uint r = 0; r < ROWS; r += 4) {
        vec4 x = leftTile[k * LEFT_PITCH + r / 4 * ROW_THREADS + gl_LocalInvocationID.y];
        for (uint i = 0; i < 4; i++)
          for (uint q = 0; q < QUADS; q++) sums[(r + i) * QUADS + q] += x[i] * y[q];
      }
    }
    barrier();
  }

  if (splitIndex() >= SPLITS) return; // A surplus group of a folded dispatch.
  for (uint r = 0; r < ROWS; r++) {
    uint row = firstRow + (r / 4 * ROW_THREADS + gl_LocalInvocationID.y) * 4 + r % 4;
    for (uint q = 0; q < QUADS; q++) store(row, firstColumn + (q * COLUMN_THREADS + gl_LocalInvocationID.x) * 4, sums[r * QUADS + q]);
  }
}
