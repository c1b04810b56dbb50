// A network with one input of pictures and one output in ONNX Runtime, as a child process of the comparison. Inference only.
//
// One command a line on stdin, one answer a line on stdout; between commands the process sleeps in the event loop.
//
//     info             a line of JSON: versions, threads
//     open FILE        loads the network from an ONNX file
//     shape C H W      the size of one picture; [4, 84, 84] before it is told
//     values FILE      the output for the little-endian float32 pictures in the file, [N, C, H, W]
//     forward B N      N forward passes of B pictures; milliseconds a pass
//     quit
'use strict';
const fs = require('fs');
const readline = require('readline');
const ort = require('onnxruntime-node');

const threads = parseInt(process.env.OMP_NUM_THREADS || '2', 10);
let picture = [4, 84, 84];
let session;

const size = () => picture[0] * picture[1] * picture[2];
const run = async (pixels, batch) => session.run({ [session.inputNames[0]]: new ort.Tensor('float32', pixels, [batch, ...picture]) });

async function answer(line) {
  const [command, ...rest] = line.trim().split(/\s+/);
  switch (command) {
    case 'info':
      return JSON.stringify({ onnxruntime: require('onnxruntime-node/package.json').version, node: process.version, threads });
    case 'open':
      session = await ort.InferenceSession.create(rest.join(' '), {
        intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all',
        // As people run it: threads spin for a while after work. The comparison waits until they sleep before it is another's turn.
      });
      return 'ok';
    case 'shape':
      picture = rest.map(Number);
      return 'ok';
    case 'values': {
      const bytes = fs.readFileSync(rest.join(' '));
      const numbers = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
      const result = await run(numbers, numbers.length / size());
      return Array.from(result[session.outputNames[0]].data).join(' ');
    }
    case 'forward': {
      const [batch, count] = rest.map(Number);
      const pixels = Float32Array.from({ length: batch * size() }, (_, i) => (i * 2654435761 % 255) / 255);
      const begin = process.hrtime.bigint();
      for (let i = 0; i < count; i++) await run(pixels, batch);
      return (Number(process.hrtime.bigint() - begin) / 1e6 / count).toFixed(6);
    }
    default:
      return `error: there is no command ${command}`;
  }
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    if (line.trim() === 'quit') break;
    let reply;
    try {
      reply = await answer(line);
    } catch (error) {
      reply = `error: ${String(error.message).replace(/\s+/g, ' ')}`;
    }
    process.stdout.write(reply + '\n');
  }
  process.exit(0);
})();
