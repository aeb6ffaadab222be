// Figures of the whole program, printed and never judged: start to painted window, memory of the desktop and of the server.
import { binaries, Desk } from './lib/desk.mjs';
import { Display } from './lib/display.mjs';
import { makeWorkspace } from './lib/data.mjs';
import { pss } from './lib/memory.mjs';
import { Process, until } from './lib/process.mjs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const STARTS = 7;
const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MB`;
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function printMemory(what, root) {
  const parts = pss(root).filter(([name]) => !/^dbus/.test(name));
  const sum = parts.reduce((all, [, bytes]) => all + bytes, 0);
  console.log(`memory of ${what}: ${megabytes(sum)} PSS (${parts.map(([name, bytes]) => `${name} ${megabytes(bytes)}`).join(', ')})`);
}

async function desktop() {
  const home = await makeWorkspace();
  const display = await Display.open({ size: '1400x900' });
  const times = [];
  for (let i = 0; i < STARTS; i++) {
    const started = performance.now();
    const desk = await Desk.open({ home, display });
    // The window's own empty ground and its frame have far fewer colours than text and glyphs.
    while (display.colours() < 150) await pause(2);
    times.push(performance.now() - started);
    if (i === STARTS - 1) {
      await pause(3000); // until it has settled
      printMemory('the desktop', desk.process.pid);
    }
    await desk.close({ keep: true });
    await until('the display is empty', async () => (await display.windows()).length === 0);
  }
  console.log(`start to painted window: ${median(times).toFixed(0)} ms median of ${STARTS} (${times.map((t) => t.toFixed(0)).join(', ')})`);
  await display.close();
  await rm(home, { recursive: true, force: true });
}

async function server() {
  const data = await mkdtemp(path.join(tmpdir(), 'naryad-bench-'));
  const serve = new Process(binaries.headless, ['serve', '--data', data, '--listen', '127.0.0.1:0']);
  await serve.says(/127\.0\.0\.1:\d+/);
  await pause(1000);
  printMemory('the server, idle', serve.pid);
  await serve.stop();
  await rm(data, { recursive: true, force: true });
}

await desktop();
await server();
