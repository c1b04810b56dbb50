// ONNX Runtime as a child process that runs any model once on given numbers.
//
// One request a line on stdin, a line of JSON; one answer a line on stdout:
//
//     {"model": FILE, "inputs": [{"name": NAME, "dims": [...], "file": FILE}], "outputs": [{"name": NAME, "file": FILE}]}
//     {"dims": [[...], ...]}  or  {"error": WHY}
//
// The files hold little-endian float32 numbers, row by row; those of the outputs are written.
'use strict';
const fs = require('fs');
const readline = require('readline');
const ort = require('onnxruntime-node');

async function answer({ model, inputs, outputs }) {
  const session = await ort.InferenceSession.create(model, {
    intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3,
    // Products with 8-bit weights in float32, as the file says; by default activations are quantized there, too.
    extra: { session: { qdq_matmulnbits_accuracy_level: '1' } },
  });
  const given = {};
  for (const { name, dims, file } of inputs) {
    const bytes = fs.readFileSync(file);
    given[name] = new ort.Tensor('float32', new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)), dims);
  }
  const results = await session.run(given);
  const answered = outputs.map(({ name, file }) => {
    const { data, dims } = results[name];
    fs.writeFileSync(file, Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    return dims.map(Number);
  });
  await session.release();
  return { dims: answered };
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    let reply;
    try {
      reply = await answer(JSON.parse(line));
    } catch (error) {
      reply = { error: String(error.message).replace(/\s+/g, ' ') };
    }
    process.stdout.write(JSON.stringify(reply) + '\n');
  }
  process.exit(0);
})();
