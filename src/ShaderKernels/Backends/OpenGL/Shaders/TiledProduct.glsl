// Tiled product of two matrices: for each step along k, a work group loads DEPTH columns of the left matrix and DEPTH rows of the right one
// into shared memory, and every invocation multiplies ROWS rows by 4 columns of them in registers (register blocking).
//
// The including shader defines the matrices. Both are read four elements at a time, along k if LEFT_ALONG_K (RIGHT_ALONG_K), otherwise
// along the rows (columns); elements outside must read as 0.

const uint DEPTH = 16;
const uint THREADS = COLUMN_THREADS * ROW_THREADS;
const uint TILE_ROWS = ROW_THREADS * ROWS;
const uint TILE_COLUMNS = COLUMN_THREADS * 4;
const uint LEFT_PITCH = TILE_ROWS + 4;    // Padded by 4 to avoid bank conflicts and keep vectors aligned.
const uint RIGHT_PITCH = TILE_COLUMNS + 4;
const uint LEFT_QUADS = TILE_ROWS * DEPTH / 4;
const uint RIGHT_QUADS = TILE_COLUMNS * DEPTH / 4;
const uint LEFT_LOADS = (LEFT_QUADS + THREADS - 1) / THREADS;
const uint RIGHT_LOADS = (RIGHT_QUADS + THREADS - 1) / THREADS;

layout(local_size_x = COLUMN_THREADS, local_size_y = ROW_THREADS) in;

// The tile of the work group, and its index among the PRODUCTS of that tile: splits of the sum along k, or phases.
uint tileRow() { return groupIndex() / COLUMN_TILES % ROW_TILES * TILE_ROWS; }
uint tileColumn() { return groupIndex() % COLUMN_TILES * TILE_COLUMNS; }
uint splitIndex() { return groupIndex() / (ROW_TILES * COLUMN_TILES); }
uint splitBegin() { return splitIndex() * SPLIT_DEPTH; }
uint splitEnd() { return splitIndex() < PRODUCTS ? min(splitBegin() + SPLIT_DEPTH, uint(PRODUCT_DEPTH)) : 0u; }

ivec4 leftOrigin(uint row);                      // The part of the offset that does not depend on k.
vec4 left(ivec4 origin, uint row, uint k);       // Loads the left matrix at (row, k).
vec4 right(uint k, uint column);                // Loads the right matrix at (k, column).
void store(uint row, uint column, vec4 values); // Stores four columns of the product; may be outside.

shared float leftTile[DEPTH * LEFT_PITCH];
shared float rightTile[DEPTH * RIGHT_PITCH];

// Computes the tile whose first element is (firstRow, firstColumn), summed over k from begin to end; begin is a multiple of DEPTH.
void multiplyTile(uint firstRow, uint firstColumn, uint begin, uint end) {
  uint thread = gl_LocalInvocationIndex;
  ivec4 origins[LEFT_LOADS];
  for (uint i = 0; i < LEFT_LOADS; i++) {
    uint quad = thread + i * THREADS;
    origins[i] = leftOrigin(firstRow + (LEFT_ALONG_K == 1 ? quad / (DEPTH / 4) : quad % (TILE_ROWS / 4) * 4));
  }

  vec4 sum[ROWS];
  for (uint i = 0; i < ROWS; i++) sum[i] = vec4(0.0);

  for (uint k0 = begin; k0 < end; k0 += DEPTH) {
    for (uint i = 0; i < LEFT_LOADS; i++) {
      uint quad = thread + i * THREADS;
      if (LEFT_QUADS % THREADS != 0 && quad >= LEFT_QUADS) continue;
#if LEFT_ALONG_K
      uint row = quad / (DEPTH / 4), k = quad % (DEPTH / 4) * 4;
      vec4 values = left(origins[i], firstRow + row, k0 + k);
      leftTile[k * LEFT_PITCH + row] = values.x;
      leftTile[(k + 1) * LEFT_PITCH + row] = values.y;
      leftTile[(k + 2) * LEFT_PITCH + row] = values.z;
      leftTile[(k + 3) * LEFT_PITCH + row] = values.w;
#else
      uint row = quad % (TILE_ROWS / 4) * 4, k = quad / (TILE_ROWS / 4);
      vec4 values = left(origins[i], firstRow + row, k0 + k);
      leftTile[k * LEFT_PITCH + row] = values.x;
      leftTile[k * LEFT_PITCH + row + 1] = values.y;
      leftTile[k * LEFT_PITCH + row + 2] = values.z;
      leftTile[k * LEFT_PITCH + row + 3] = values.w;
#endif
    }
    for (uint i = 0; i < RIGHT_LOADS; i++) {
      uint quad = thread + i * THREADS;
      if (RIGHT_QUADS % THREADS != 0 && quad >= RIGHT_QUADS) continue;
#if RIGHT_ALONG_K
      uint column = quad / (DEPTH / 4), k = quad % (DEPTH / 4) * 4;
      vec4 values = right(k0 + k, firstColumn + column);
      rightTile[k * RIGHT_PITCH + column] = values.x;
      rightTile[(k + 1) * RIGHT_PITCH + column] = values.y;
      rightTile[(k + 2) * RIGHT_PITCH + column] = values.z;
      rightTile[(k + 3) * RIGHT_PITCH + column] = values.w;
#else
      uint column = quad % (TILE_COLUMNS / 4) * 4, k = quad / (TILE_COLUMNS / 4);
      vec4 values = right(k0 + k, firstColumn + column);
      rightTile[k * RIGHT_PITCH + column] = values.x;
      rightTile[k * RIGHT_PITCH + column + 1] = values.y;
      rightTile[k * RIGHT_PITCH + column + 2] = values.z;
      rightTile[k * RIGHT_PITCH + column + 3] = values.w;
#endif
    }
    barrier();

    for (uint k = 0; k < DEPTH; k++) {
      uint column = k * RIGHT_PITCH + gl_LocalInvocationID.x * 4;
      vec4 values = vec4(rightTile[column], rightTile[column + 1], rightTile[column + 2], rightTile[column + 3]);
      uint row = k * LEFT_PITCH + gl_LocalInvocationID.y * ROWS;
      for (uint i = 0; i < ROWS; i++) sum[i] += leftTile[row + i] * values;
    }
    barrier();
  }

  if (splitIndex() >= PRODUCTS) return; // A surplus group of a folded dispatch.
  for (uint i = 0; i < ROWS; i++)
    store(firstRow + gl_LocalInvocationID.y * ROWS + i, firstColumn + gl_LocalInvocationID.x * 4, sum[i]);
}
