// The place that an index means on an axis of LENGTH: negative ones count from the end, others are held to the nearest end.

int placeOf(float index) {
  int place = int(index > -float(LENGTH) ? (index < float(LENGTH) ? index : float(LENGTH)) : -float(LENGTH));
  return min(place < 0 ? place + LENGTH : place, LENGTH - 1);
}
