// Products of two matrices, which the including shader defines: PRODUCT_ROWS x PRODUCT_COLUMNS sums over k, in each of the PHASES products
// that make up the output, such as the groups of a convolution. The sum consists of segments of SEGMENT_DEPTH k each, such as the channels
// of one tap of a filter. Within a segment, offsets grow linearly with k: by LEFT_STEP for the left matrix, and by RIGHT_STEP for the right
// one, or by 1 where the matrix is stored along k (LEFT_ALONG_K, RIGHT_ALONG_K). Then RIGHT_STEP is the distance of columns. So the
// position of a tap is computed once for a segment, not for every element. A right matrix that stays the same from run to run is packed
// (RIGHT_PACKED, PackMatrix.comp).
//
// Both matrices are read through buffer textures, as vec4 along the contiguous direction if LEFT_VECTORS (RIGHT_VECTORS): then all offsets
// are multiples of 4.

layout(local_size_x = COLUMN_THREADS, local_size_y = ROW_THREADS) in;

layout(binding = 0) uniform samplerBuffer leftTexture;
layout(binding = 1) uniform samplerBuffer rightTexture;

ivec4 leftOrigin(uint row);                     // What all offsets of a row have in common.
int leftOffset(ivec4 origin, uint segment);     // The offset of the first k of a segment, or OUTSIDE if the row is 0 there.
bool leftInside(ivec4 origin, uint k);          // Whether k of a segment is inside the left matrix, which is 0 elsewhere.
int rightOffset(uint segment);                  // The offset of the first k of a segment in column 0.
void store(uint row, uint column, vec4 values); // Stores four columns of the product; may be outside.

const int OUTSIDE = -0x40000000; // Stays negative when a distance within a tensor is added.

const uint TILE_ROWS = ROW_THREADS * ROWS;
const uint TILE_COLUMNS = COLUMN_THREADS * QUADS * 4;

// The tile of the work group, its product, and its split of the sum along k.
uint tileRow() { return groupIndex() / COLUMN_TILES % ROW_TILES * TILE_ROWS; }
uint tileColumn() { return groupIndex() % COLUMN_TILES * TILE_COLUMNS; }
uint phaseIndex() { return groupIndex() / (ROW_TILES * COLUMN_TILES) % PHASES; }
uint splitIndex() { return groupIndex() / (ROW_TILES * COLUMN_TILES * PHASES); }
uint splitBegin() { return splitIndex() * SPLIT_DEPTH; }
uint splitEnd() { return splitIndex() < SPLITS ? min(splitBegin() + SPLIT_DEPTH, uint(PRODUCT_DEPTH)) : 0u; }

ivec4 clampedOrigin(uint row) { return leftOrigin(min(row, PRODUCT_ROWS - 1)); }

// The element, or the four elements, of the left matrix at an offset for k of a segment.
vec4 left(ivec4 origin, int offset, uint k) {
  offset += int(k) * LEFT_STEP;
#if LEFT_PADDED
  bool inside = offset >= 0 && leftInside(origin, k);
  vec4 values = texelFetch(leftTexture, inside ? offset / LEFT_WIDTH : 0);
  return mix(vec4(0.0), values, bvec4(inside));
#else
  return texelFetch(leftTexture, offset / LEFT_WIDTH);
#endif
}

// The part of the offset of a column that does not depend on k. A packed matrix consists of panels of the columns of a tile.
int columnOffset(uint column) {
#if RIGHT_PACKED
  return int(column / TILE_COLUMNS * (PRODUCT_DEPTH * TILE_COLUMNS) + column % TILE_COLUMNS);
#elif RIGHT_ALONG_K
  return int(min(column, PRODUCT_COLUMNS - 1)) * RIGHT_STEP;
#else
  return int(min(column, uint(PRODUCT_COLUMNS - RIGHT_WIDTH)));
#endif
}

// The element, or the four elements, of the right matrix for k of the segment and the column at an offset.
vec4 right(int offset, uint k) {
  return texelFetch(rightTexture, (offset + int(k) * (RIGHT_ALONG_K == 1 ? 1 : RIGHT_STEP)) / RIGHT_WIDTH);
}
