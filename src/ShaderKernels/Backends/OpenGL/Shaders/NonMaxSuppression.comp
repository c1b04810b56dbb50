#version 430
// Non-maximum suppression: a work-group for each class of each image, a pair. It takes the best box still alive, strikes what overlaps it, and so on.
// Each invocation alone reads and writes the life of its own boxes, so that only the search for the best needs barriers.
//
// 0  boxes      [N, BOXES, 4]
// 1  scores     [PAIRS, BOXES], PAIRS = N * CLASSES
// 2  workspace  the boxes taken [PAIRS, KEPT], their numbers [PAIRS], which boxes are alive [PAIRS, BOXES]
// work-group 1 pair

layout(local_size_x = 128) in;

layout(std430, binding = 0) readonly buffer Boxes { float boxes[]; };
layout(std430, binding = 1) readonly buffer Scores { float scores[]; };
layout(std430, binding = 2) buffer Workspace { float work[]; };

shared uint bestBoxes[128];
shared float bestScores[128];

const uint none = 0xffffffffu;

// The smallest y and x, the largest y and x.
vec4 corners(uint box) {
  uint first = box * 4u;
  vec4 b = vec4(boxes[first], boxes[first + 1u], boxes[first + 2u], boxes[first + 3u]);
  if (CENTER_POINT == 1) return vec4(b.yx - b.wz / 2.0, b.yx + b.wz / 2.0);
  return vec4(min(b.xy, b.zw), max(b.xy, b.zw));
}

// Whether the intersection over the union is greater than the threshold; without the division, which GPUs round each in its own way.
bool overlap(vec4 a, vec4 b) {
  vec2 side = min(a.zw, b.zw) - max(a.xy, b.xy), sizeA = a.zw - a.xy, sizeB = b.zw - b.xy;
  if (!(side.x > 0.0 && side.y > 0.0)) return false;
  float both = side.x * side.y;
  return both > IOU_THRESHOLD * (sizeA.x * sizeA.y + sizeB.x * sizeB.y - both);
}

void main() {
  uint pair = groupNumber(), thread = gl_LocalInvocationIndex;
  uint count = pair < PAIRS ? BOXES : 0u; // A surplus group of a folded dispatch finds no boxes, but keeps the barriers.
  uint firstScore = pair * BOXES, firstBox = pair / CLASSES * BOXES, alive = PAIRS * (KEPT + 1u) + pair * BOXES;
  for (uint i = thread; i < count; i += 128u) work[alive + i] = scores[firstScore + i] > SCORE_THRESHOLD ? 1.0 : 0.0;

  uint taken = 0u;
  bool more = true;
  while (more) {
    uint best = none;
    float score = 0.0;
    for (uint i = thread; i < count; i += 128u) {
      if (work[alive + i] == 0.0 || best != none && !(scores[firstScore + i] > score)) continue;
      best = i;
      score = scores[firstScore + i];
    }
    bestBoxes[thread] = best;
    bestScores[thread] = score;
    barrier();
    for (uint reach = 64u; reach > 0u; reach /= 2u) {
      if (thread < reach) {
        uint other = bestBoxes[thread + reach], own = bestBoxes[thread];
        float otherScore = bestScores[thread + reach], ownScore = bestScores[thread];
        if (other != none && (own == none || otherScore > ownScore || otherScore == ownScore && other < own)) {
          bestBoxes[thread] = other;
          bestScores[thread] = otherScore;
        }
      }
      barrier();
    }
    best = bestBoxes[0];
    barrier();
    more = best != none;
    if (more) {
      vec4 chosen = corners(firstBox + best);
      for (uint i = thread; i < count; i += 128u) {
        if (work[alive + i] != 0.0 && (i == best || overlap(chosen, corners(firstBox + i)))) work[alive + i] = 0.0;
      }
      if (thread == 0u) work[pair * KEPT + taken] = float(best);
      taken++;
      more = taken < KEPT;
    }
  }
  if (thread == 0u && pair < PAIRS) work[PAIRS * KEPT + pair] = float(taken);
}
