#version 330 core
// One instanced quad per view into a grid, a triangle strip whose four vertices are computed from gl_VertexID.

layout(location = 0) in vec4 rectangle;   // left, top, width, height in target pixels, y down
layout(location = 1) in vec4 eye;         // x, y, cosine and sine of the direction
layout(location = 2) in vec3 lightCells;  // x, y of the light; the cells in a row
layout(location = 3) in uvec4 wallBits;   // one bit for each cell

uniform vec2 targetSize;

out vec2 place;                           // -1 to 1 from left to right and from top to bottom
flat out vec4 from;
flat out vec3 lamp;
flat out uvec4 walls;
flat out float rows;                      // pixels from the top to the bottom edge

void main()
{
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  place = corner * 2.0 - 1.0;
  from = eye;
  lamp = lightCells;
  walls = wallBits;
  rows = rectangle.w;
  vec2 pixel = rectangle.xy + corner * rectangle.zw;
  gl_Position = vec4(pixel / targetSize * vec2(2.0, -2.0) + vec2(-1.0, 1.0), 0.0, 1.0);
}
