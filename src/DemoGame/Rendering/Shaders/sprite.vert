#version 330 core
// One instanced quad per sprite, a triangle strip whose four vertices are computed from gl_VertexID.
// All rectangles are in target pixels, y down from the top left; the quad is one pixel larger on every side than the sprite,
// so that the fragment shader can smooth its edge.

layout(location = 0) in vec4 rectangle;   // left, top, width, height
layout(location = 1) in vec4 sheetArea;   // u, v of the left top corner, u, v of the right bottom corner
layout(location = 2) in vec4 clip;        // left, top, right, bottom
layout(location = 3) in vec4 topColor;    // straight alpha
layout(location = 4) in vec4 bottomColor;
layout(location = 5) in vec2 form;        // corner radius, rotation clockwise in radians

uniform vec2 targetSize;

out vec2 sheetPosition;
out vec2 fromCenter;
out vec2 pixel;
out vec4 color;
flat out vec4 clipArea;
flat out vec3 box;                        // half width, half height, corner radius

void main()
{
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  vec2 halfSize = rectangle.zw * 0.5;
  fromCenter = (corner * 2.0 - 1.0) * (halfSize + 1.0);

  float sine = sin(form.y);
  float cosine = cos(form.y);
  vec2 turned = vec2(fromCenter.x * cosine - fromCenter.y * sine, fromCenter.x * sine + fromCenter.y * cosine);
  pixel = rectangle.xy + halfSize + turned;

  vec2 along = fromCenter / rectangle.zw + 0.5;
  sheetPosition = mix(sheetArea.xy, sheetArea.zw, along);
  color = mix(topColor, bottomColor, along.y);
  clipArea = clip;
  box = vec3(halfSize, min(form.x, min(halfSize.x, halfSize.y)));
  gl_Position = vec4(pixel / targetSize * vec2(2.0, -2.0) + vec2(-1.0, 1.0), 0.0, 1.0);
}
