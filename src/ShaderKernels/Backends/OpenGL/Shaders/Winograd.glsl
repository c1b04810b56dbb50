// A line of a transform of Winograd's algorithm, TRANSFORM x; the matrix TRANSFORM has lines of TILE elements.

const float MATRIX[] = TRANSFORM;

VECTOR transformed(VECTOR x[TILE], int line) {
  VECTOR sum = VECTOR(0.0);
  for (int i = 0; i < TILE; i++)
    if (MATRIX[line * TILE + i] != 0.0) sum += MATRIX[line * TILE + i] * x[i];
  return sum;
}
