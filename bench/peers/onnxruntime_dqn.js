// The network of Mnih et al. 2015 in ONNX Runtime, as a child process of the comparison. Inference only.
//
// One command a line on stdin, one answer a line on stdout; between commands the process sleeps in the event loop.
//
//     info             a line of JSON: versions, threads
//     open FILE        loads the network from an ONNX file
//     values FILE      the action values of the little-endian float32 observations in the file, [N, 4, 84, 84]
//     forward B N      N forward passes of B observations; milliseconds a pass
//     quit
'use strict';
const fs = require('fs');
const readline = require('readline');
const ort = require('onnxruntime-node');

const threads = parseInt(process.env.OMP_NUM_THREADS || '2', 10);
const size = 4 * 84 * 84;
let session;

async function answer(line) {
  const [command, ...rest] = line.trim().split(/\s+/);
  switch (command) {
    case 'info':
      return JSON.stringify({ onnxruntime: require('onnxruntime-node/package.json').version, node: process.version, threads });
    case 'open':
      session = await ort.InferenceSession.create(rest.join(' '), {
        intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all',
        // Its threads sleep as soon as there is nothing to do: the other side runs on the same cores.
        extra: { session: { intra_op: { allow_spinning: process.env.ORT_SPIN === '1' ? '1' : '0' } } },
      });
      return 'ok';
    case 'values': {
      const bytes = fs.readFileSync(rest.join(' '));
      const numbers = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
      const result = await session.run({ observations: new ort.Tensor('float32', numbers, [numbers.length / size, 4, 84, 84]) });
      return Array.from(result.values.data).join(' ');
    }
    case 'forward': {
      const [batch, count] = rest.map(Number);
      const observations = new ort.Tensor('float32', Float32Array.from({ length: batch * size }, (_, i) => (i * 2654435761 % 255) / 255), [batch, 4, 84, 84]);
      const begin = process.hrtime.bigint();
      for (let i = 0; i < count; i++) await session.run({ observations });
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
