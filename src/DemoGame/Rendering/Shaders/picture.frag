#version 330 core
// Draws an image, opaque; an image of one channel is drawn in gray.

in vec2 position;

uniform sampler2D picture;
uniform bool gray;

out vec4 fragment;

void main()
{
  vec3 texel = texture(picture, position).rgb;
  fragment = vec4(gray ? texel.rrr : texel, 1.0);
}
