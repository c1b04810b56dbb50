#version 330 core
// A picture as it is, opaque; a picture of one channel is shown in gray.

in vec2 position;

uniform sampler2D picture;
uniform bool gray;

out vec4 fragment;

void main()
{
  vec3 texel = texture(picture, position).rgb;
  fragment = vec4(gray ? texel.rrr : texel, 1.0);
}
