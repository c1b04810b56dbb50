#version 430
// Non-maximum suppression: one work group per (image, class) pair. It repeatedly selects the best remaining candidate and removes those
// that overlap it. Each invocation reads and writes only the flags of its own boxes, so that only the search for the best needs barriers.
//
// 0  boxes      [N, BOXES, 4]
// 1  scores     [PAIRS, BOXES], PAIRS = N * CLASSES
// 2  workspace  selected boxes [PAIRS, KEPT], their counts [PAIRS], flags of the remaining candidates [PAIRS, BOXES]
// work group 1 pair

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

// Whether the intersection over union exceeds the threshold, computed without the division, whose rounding differs between GPUs.
bool overlap(vec4 a, vec4 b) {
  vec2 side = min(a.zw, b.zw) - max(a.xy, b.xy), sizeA = a.zw - a.xy, sizeB = b.zw - b.xy;
  if (!(side.x > 0.0 && side.y > 0.0)) return false;
  float intersection = side.x * side.y;
  return intersection > IOU_THRESHOLD * (sizeA.x * sizeA.y + sizeB.x * sizeB.y - intersection);
}

void main() {
  uint pair = groupIndex(), thread = gl_LocalInvocationIndex;
  uint count = pair < PAIRS ? BOXES : 0u; // A surplus group of a folded dispatch has no boxes, but reaches all barriers.
  uint firstScore = pair * BOXES, firstBox = pair / CLASSES * BOXES, candidates = PAIRS * (KEPT + 1u) + pair * BOXES;
  for (uint i = thread; i < count; i += 128u) work[candidates + i] = scores[firstScore + i] > SCORE_THRESHOLD ? 1.0 : 0.0;

  uint selected = 0u;
  bool more = true;
  while (more) {
    uint best = none;
    float score = 0.0;
    for (uint i = thread; i < count; i += 128u) {
      if (work[candidates + i] == 0.0 || best != none && !(scores[firstScore + i] > score)) continue;
      best = i;
      score = scores[firstScore + i];
    }
    bestBoxes[thread] = best;
    bestScores[thread] = score;
    barrier();
    for (uint stride = 64u; stride > 0u; stride /= 2u) {
      if (thread < stride) {
        uint other = bestBoxes[thread + stride], own = bestBoxes[thread];
        float otherScore = bestScores[thread + stride], ownScore = bestScores[thread];
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
        if (work[candidates + i] != 0.0 && (i == best || overlap(chosen, corners(firstBox + i)))) work[candidates + i] = 0.0;
      }
      if (thread == 0u) work[pair * KEPT + selected] = float(best);
      selected++;
      more = selected < KEPT;
    }
  }
  if (thread == 0u && pair < PAIRS) work[PAIRS * KEPT + pair] = float(selected);
}
