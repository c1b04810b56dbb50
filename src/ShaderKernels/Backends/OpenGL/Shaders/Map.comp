#version 430
// Elementwise arithmetic: one invocation computes WIDTH neighbors of every output. The host writes the arithmetic as defines
// (MapSource.cs): OPERANDS declares the buffers, EVALUATE reads the inputs at `index`, computes and stores.
//
// 0 ...   inputs, each of a shape that broadcasts to the outputs'
// then    outputs, all of one shape
// work-group 256 * WIDTH neighbors

layout(local_size_x = 256) in;

OPERANDS

void main() {
  uint index = invocationNumber();
  if (index >= COUNT / WIDTH) return;
  EVALUATE
}
