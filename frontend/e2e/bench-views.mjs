// Figures of the screens with many tickets, in Chromium and in WebKitGTK's engine: opening each view, selecting a row, scrolling,
// the palette. They are printed beside the same measure of an empty page and never judged.
// NARYAD_DATA is a folder that `naryad demo` has filled; without one a demo of TICKETS (100000) is made.
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, page as openPage } from './lib/chromium.mjs';
import { binaries, Desk } from './lib/desk.mjs';
import { Display } from './lib/display.mjs';
import { run } from './lib/process.mjs';
import { WebKit } from './lib/webkit.mjs';

const ROUNDS = 9;
const views = { today: 'KeyT', inbox: 'KeyI', tickets: 'KeyA', handover: 'KeyH', team: 'KeyM', clients: 'KeyC', settings: 'KeyS' };

// measure runs in the page. A view counts from the key to the second frame after it shows its own content; a row from the key to the
// second frame; an empty frame is what the engine itself takes for two of them.
async function measure(views, rounds) {
  const frame = () => new Promise(requestAnimationFrame);
  const press = (code, more = {}) =>
    document.body.dispatchEvent(new KeyboardEvent('keydown', { code, key: code, bubbles: true, cancelable: true, ...more }));
  const twoFrames = async (act) => {
    await frame();
    const from = performance.now();
    act();
    await frame();
    await frame();
    return performance.now() - from;
  };
  const settled = async (act) => {
    await frame();
    const main = document.querySelector('main');
    const from = performance.now();
    act();
    let last = from;
    const seen = new MutationObserver(() => (last = performance.now()));
    seen.observe(main, { childList: true, subtree: true, characterData: true, attributes: true });
    // Until nothing has changed for 200 ms: the time of the last change, and one frame to paint it.
    while (performance.now() - Math.max(last, from) < 200) await frame();
    seen.disconnect();
    return last - from;
  };
  const sorted = (numbers) => numbers.toSorted((a, b) => a - b);
  const of = (numbers) => ({ p50: sorted(numbers)[numbers.length >> 1], max: Math.max(...numbers) });
  const times = async (fn) => {
    const all = [];
    for (let i = 0; i < rounds; i++) all.push(await fn());
    return of(all);
  };
  const out = { empty: await times(() => twoFrames(() => {})) };
  for (const [name, code] of Object.entries(views)) {
    if (!document.querySelector('nav')) break;
    const opened = [];
    for (let i = 0; i < rounds; i++) {
      await settled(() => (press('KeyG'), press(name === 'today' ? 'KeyA' : 'KeyT')));
      opened.push(await settled(() => (press('KeyG'), press(code))));
    }
    out['open ' + name] = of(opened);
  }
  await settled(() => (press('KeyG'), press('KeyA')));
  out['select a row'] = await times(() => twoFrames(() => press('KeyJ')));
  out['select a row, until the ticket stands'] = await times(() => settled(() => press('KeyJ')));
  out.palette = await times(async () => {
    const time = await twoFrames(() => press('KeyK', { ctrlKey: true }));
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { code: 'Escape', key: 'Escape', bubbles: true, cancelable: true }));
    await settled(() => {});
    return time;
  });
  const scroller = document.querySelector('[role=grid]');
  const intervals = async (step) => {
    const all = [];
    let before = await frame();
    for (let i = 0; i < 120; i++) {
      step();
      const now = await frame();
      all.push(now - before);
      before = now;
    }
    return { p50: sorted(all)[60], p95: sorted(all)[114], max: Math.max(...all) };
  };
  out['frames of an empty page'] = await intervals(() => {});
  if (scroller) out['frames while scrolling'] = await intervals(() => (scroller.scrollTop += 180));
  return out;
}

function print(engine, figures) {
  for (const [what, f] of Object.entries(figures)) {
    const numbers = Object.entries(f).map(([name, ms]) => `${name} ${ms.toFixed(1)} ms`);
    console.log(`${engine.padEnd(10)} ${what.padEnd(40)} ${numbers.join(', ')}`);
  }
}

async function data() {
  if (process.env.NARYAD_DATA) return { home: process.env.NARYAD_DATA, keep: true };
  const home = await mkdtemp(path.join(tmpdir(), 'naryad-bench-'));
  await mkdir(path.join(home, 'data'));
  const tickets = process.env.TICKETS ?? '100000';
  const from = performance.now();
  await run(binaries.headless, ['demo', '--tickets', tickets, '--seed', '1', '--lang', 'ru', '--data', path.join(home, 'data')]);
  console.log(`demo of ${tickets} tickets made in ${((performance.now() - from) / 1000).toFixed(1)} s`);
  return { home };
}

const { home, keep } = await data();
const browser = await chromium();
const desk = await Desk.open({ home });
const page = await openPage(browser, desk.address);
print('Chromium', await page.evaluate(`(${measure})(${JSON.stringify(views)}, ${ROUNDS})`));
await browser.close();

const display = await Display.open({ size: '1400x900' });
const webkit = await WebKit.open(display);
await webkit.limits({ script: 300_000 });
await webkit.go(await desk.freshAddress());
await webkit.find('html[data-ready]');
print('WebKitGTK', await webkit.wait(measure, views, ROUNDS));
await webkit.close();
await display.close();
await desk.close({ keep: true });
if (!keep) await rm(home, { recursive: true, force: true });
