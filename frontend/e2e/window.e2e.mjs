// The production window under an X server, a window manager and a D-Bus session of its own: what only the real thing can show.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import path from 'node:path';
import { makeWorkspace } from './lib/data.mjs';
import { Desk, shots } from './lib/desk.mjs';
import { Display } from './lib/display.mjs';
import { until } from './lib/process.mjs';

const TITLE = /Наряд|Naryad/;
let display, desk;

before(async () => {
  display = await Display.open({ size: '1400x900' });
  desk = await Desk.open({ home: await makeWorkspace(), display });
});
after(async () => {
  await desk?.close();
  await display?.close();
});

const ours = async () => (await display.windows()).find((w) => TITLE.test(w.title));
const picture = (name) => display.picture(path.join(shots, `window-${name}.png`));
const state = async (id) => display.tool('xprop', '-id', id, '_NET_WM_STATE', 'WM_STATE');

// place is where the content of our window begins on the screen.
async function place() {
  const { id } = await ours();
  const said = await display.tool('xwininfo', '-id', id);
  const number = (name) => Number(said.match(new RegExp(`${name}:\\s+(-?\\d+)`))[1]);
  return { id, x: number('Absolute upper-left X'), y: number('Absolute upper-left Y'), width: number('Width'), height: number('Height') };
}

test('it opens and paints', async () => {
  await until('the window is there', ours);
  await until('the window is painted', () => display.colours() > 150);
  await picture('open');
  const { width, height } = await place();
  assert.ok(width >= 1280 && height >= 800, `${width}x${height}`);
});

test('keys and a click of the mouse reach Go, and what Go did comes back', async () => {
  // The list of all tickets, its first row with the mouse, S: the timer runs.
  const { id, x, y } = await place();
  await display.tool('xdotool', 'windowactivate', '--sync', id);
  await display.click(x + 90, y + 125); // "Tickets" in the rail
  await display.click(x + 420, y + 115); // the first row
  await display.key('s');
  await until('the timer runs in Go', async () => (await desk.json('timer', 'status')).running);
  await picture('timer');
  await display.tool('import', '-window', id, path.join(shots, 'window.png')); // the README's, as build/picture.png
  // The button of the timer bar, at the bottom right.
  const { width, height } = await place();
  await until('the click on Stop has stopped it', async () => {
    await display.click(x + width - 60, y + height - 20);
    return !(await desk.json('timer', 'status')).running;
  });
});

test('a second start shows the first one and ends', async () => {
  const { id } = await ours();
  await display.tool('xdotool', 'windowminimize', '--sync', id);
  await until('the window is an icon', async () => /Iconic/.test(await state(id)));
  const second = desk.start();
  assert.equal((await second.ended).code, 0, second.output);
  await until('the window is back', async () => /Normal/.test(await state(id)));
  assert.equal((await display.windows()).length, 1);
});

test('closing the window ends the program, and nothing is lost', async () => {
  await desk.json('timer', 'start', '7');
  const { id } = await ours();
  await display.tool('wmctrl', '-i', '-c', id);
  const { code, signal } = await desk.process.ended;
  assert.deepEqual([code, signal], [0, null], desk.process.output);
  assert.equal((await desk.json('timer', 'status')).running, true);
  assert.doesNotMatch(desk.process.output, /panic|fatal|ERROR/, desk.process.output);
});
