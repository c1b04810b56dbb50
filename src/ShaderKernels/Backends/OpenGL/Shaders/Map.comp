#version 430
// Elementwise arithmetic: one invocation computes WIDTH contiguous elements of every output. The host generates the arithmetic as defines
// (MapSource.cs): OPERANDS declares the buffers, EVALUATE reads the inputs at `index`, computes and stores.
//
// 0 ...   inputs, which broadcast to the shape of the outputs
// then    outputs, all of the same shape
// work group 256 * WIDTH elements

layout(local_size_x = 256) in;

OPERANDS

void main() {
  uint index = invocationIndex();
  if (index >= COUNT / WIDTH) return;
  EVALUATE
}
