#version 330 core
// One quad with a part of a texture; its four vertices are computed from gl_VertexID.

uniform vec4 rectangle;    // left, top, width, height in target pixels, y down
uniform vec4 source;       // u, v of the left top corner, u, v of the right bottom corner
uniform vec2 targetSize;

out vec2 position;

void main()
{
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  position = mix(source.xy, source.zw, corner);
  vec2 pixel = rectangle.xy + corner * rectangle.zw;
  gl_Position = vec4(pixel / targetSize * vec2(2.0, -2.0) + vec2(-1.0, 1.0), 0.0, 1.0);
}
