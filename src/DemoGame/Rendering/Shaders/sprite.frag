#version 330 core
// The texel of the sheet, tinted, inside a rounded box and the clip rectangle. Writes premultiplied alpha.

in vec2 sheetPosition;
in vec2 fromCenter;
in vec2 pixel;
in vec4 color;
flat in vec4 clipArea;
flat in vec3 box;

uniform sampler2D sheet;

out vec4 fragment;

void main()
{
  vec4 texel = texture(sheet, sheetPosition);
  if (any(lessThan(pixel, clipArea.xy)) || any(greaterThan(pixel, clipArea.zw))) discard;

  // Signed distance in pixels to the rounded box, negative inside; half a pixel either way is the smooth edge.
  vec2 beyond = abs(fromCenter) - box.xy + box.z;
  float distance = length(max(beyond, 0.0)) + min(max(beyond.x, beyond.y), 0.0) - box.z;
  float coverage = clamp(0.5 - distance, 0.0, 1.0);

  vec4 tint = clamp(color, 0.0, 1.0);
  fragment = texel * vec4(tint.rgb * tint.a, tint.a) * coverage;
}
