// The same page in WebKitGTK's engine, which is the window's too: a click reaches Go and what Go did comes back. Once with
// LANG=C.UTF-8, where WebKit calls the language "C" and Intl refuses it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeWorkspace } from './lib/data.mjs';
import { Desk, shots } from './lib/desk.mjs';
import { Display } from './lib/display.mjs';
import { until } from './lib/process.mjs';
import { WebKit } from './lib/webkit.mjs';

let display, home;
before(async () => {
  display = await Display.open({ size: '1400x900' });
  home = await makeWorkspace();
});
after(() => display?.close());

for (const [language, env] of [
  ['ru', { LANG: 'ru_RU.UTF-8' }],
  ['en', { LANG: 'C.UTF-8', LC_ALL: '', LANGUAGE: '' }],
]) {
  describe(`in ${language} with LANG=${env.LANG}`, () => {
    let desk, webkit;
    before(async () => {
      desk = await Desk.open({ home, settings: { language, theme: 'light' } });
      webkit = await WebKit.open(display, { env });
      await webkit.go(desk.address);
      await webkit.find('html[data-ready]');
    });
    after(async () => {
      await webkit?.close();
      await desk?.close({ keep: true });
    });

    test('the page speaks the language that Go chose', async () => {
      assert.equal(await webkit.script(() => document.documentElement.lang), language);
      const text = await webkit.text('nav');
      assert.match(text, language === 'ru' ? /Сегодня/ : /Today/);
    });

    test('a click starts the timer in Go and the page shows that it runs', async () => {
      const planned = await desk.json('ticket', 'show', '7');
      await webkit.click(`[role=row][data-id="${planned.id}"]`);
      await until('the ticket is open', async () => (await webkit.text('h2.subj')).includes(planned.subject));
      await webkit.click('main header .btn.fill');
      await webkit.find('footer.timer [role=timer]');
      const timer = await desk.json('timer', 'status');
      assert.equal(timer.running, true);
      await writeFile(path.join(shots, `webkit-${language}.png`), await webkit.picture());
      await webkit.click('footer.timer .btn');
      await until('the timer stands', async () => !(await desk.json('timer', 'status')).running);
    });
  });
}
