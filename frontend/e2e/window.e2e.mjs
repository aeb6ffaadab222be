// The production window under its own X server and D-Bus: what only the real thing can show.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import path from 'node:path';
import { Desk, shots } from './lib/desk.mjs';
import { Display } from './lib/display.mjs';
import { chromium, page, without } from './lib/chromium.mjs';
import { run, until } from './lib/process.mjs';
import { makeWorkspace } from './lib/data.mjs';

const TITLE = /Наряд|Naryad/;
let display, desk;

before(async () => {
  display = await Display.open({ size: '1400x900' });
  const home = await makeWorkspace();
  desk = await Desk.open({ home, display });
});
after(async () => {
  await desk?.close();
  await display?.close();
});

const ours = async () => (await display.windows()).find((w) => TITLE.test(w.title));

test('it opens and paints', async () => {
  await until('the window is there', ours);
  await until('the window is painted', () => display.colours() > 150);
  await display.picture(path.join(shots, 'window.png'));
});
