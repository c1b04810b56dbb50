// Resolves an index on an axis of LENGTH: negative indices count from the end, and indices out of range are clamped.

int resolveIndex(float index) {
  int offset = int(index > -float(LENGTH) ? (index < float(LENGTH) ? index : float(LENGTH)) : -float(LENGTH));
  return min(offset < 0 ? offset + LENGTH : offset, LENGTH - 1);
}
