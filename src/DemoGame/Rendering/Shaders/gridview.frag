#version 330 core
// Follows the ray of a pixel through the grid until it meets a wall, the floor or the ceiling (Amanatides and Woo 1987, "A fast voxel
// traversal algorithm for ray tracing"). Light falls off with the distance from the eye, and shines from the lamp.

in vec2 place;
flat in vec4 from;
flat in vec3 lamp;
flat in uvec4 walls;
flat in float rows;

uniform vec2 perspective;                 // the tangent of half the field of view, the height of a wall at distance 1
uniform vec4 bricks;                      // u, v of the left top corner, u, v of the right bottom corner in the sheet
uniform vec4 stones;
uniform float texels;                     // the height of a wall in texels
uniform sampler2D sheet;

out vec4 fragment;

const vec3 alongX = vec3(0.788, 0.561, 0.420);
const vec3 alongY = vec3(0.561, 0.627, 0.769);
const vec3 ground = vec3(0.420, 0.345, 0.298);
const vec3 ceiling = vec3(0.175, 0.195, 0.325);
const vec3 glow = vec3(0.486, 1.0, 0.722);

bool isWall(ivec2 cell)
{
  int bit = cell.y * int(lamp.z) + cell.x;
  uint word = bit < 64 ? (bit < 32 ? walls.x : walls.y) : (bit < 96 ? walls.z : walls.w);
  return ((word >> uint(bit & 31)) & 1u) != 0u;
}

void main()
{
  vec2 ray = from.zw + vec2(-from.w, from.z) * (perspective.x * place.x);
  float toPlane = perspective.y / max(abs(place.y), 1e-4);
  ivec2 cell = ivec2(from.xy);
  ivec2 forward = ivec2(ray.x < 0.0 ? -1 : 1, ray.y < 0.0 ? -1 : 1);
  vec2 perCell = abs(1.0 / ray);
  vec2 next = (vec2(cell) + vec2(max(forward, 0)) - from.xy) / ray;
  float distance = 0.0;
  bool crossesRow = false;
  for (int steps = 2 * int(lamp.z); steps > 0 && distance < toPlane && !isWall(cell); steps--)
  {
    crossesRow = next.y <= next.x;
    distance = min(next.x, next.y);
    if (crossesRow) { cell.y += forward.y; next.y += perCell.y; }
    else { cell.x += forward.x; next.x += perCell.x; }
  }

  bool isPlane = distance >= toPlane;
  distance = min(distance, toPlane);
  vec2 hit = from.xy + ray * distance;
  float perPixel = texels * distance / (rows * perspective.y);
  float across = crossesRow ? hit.x : hit.y;
  vec2 inCell = isPlane ? fract(hit) : vec2(fract(across), place.y * distance / perspective.y * 0.5 + 0.5);
  vec4 area = isPlane || !crossesRow ? stones : bricks;
  float level = log2(perPixel * (isPlane ? sqrt(1.0 + 2.0 * distance) : 1.0));
  float shade = textureLod(sheet, mix(area.xy, area.zw, clamp(inCell, 0.01, 0.99)), level).r;

  vec3 color = isPlane ? (place.y > 0.0 ? ground : ceiling) : (crossesRow ? alongX : alongY) * (1.0 - 0.2 * inCell.y);
  float light = clamp(1.25 / (1.0 + 0.35 * distance), 0.1, 1.0);
  vec2 toLamp = hit - lamp.xy;
  float fromLamp = 0.55 / (1.0 + 1.5 * dot(toLamp, toLamp));
  fragment = vec4(mix(color * light, glow, fromLamp) * shade, 1.0);
}
