// Every screen in both languages, both themes and two sizes: free of what axe-core finds, and as a picture in bin/shots.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, page as openPage, ready, without } from './lib/chromium.mjs';
import { fill } from './lib/data.mjs';
import { Desk, shots } from './lib/desk.mjs';
import { Team } from './lib/team.mjs';
import { words } from './lib/words.mjs';

const sizes = [
  { width: 1280, height: 800 },
  { width: 1024, height: 700 },
];

let browser;
before(async () => {
  if (!without) browser = await chromium();
});
after(() => browser?.close());

// settled waits until nothing is being loaded and what was asked for is drawn.
const settled = (page) =>
  page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    await document.fonts.ready;
    while (document.querySelector('main [aria-busy=true], .skeleton')) await frame();
    await frame();
    await frame();
  });

// look takes the picture and asks axe-core: in each language and theme, and where the rail is folded once.
async function look(page, name, { language, theme }) {
  await settled(page);
  const { width, height } = page.viewportSize();
  await page.screenshot({ path: path.join(shots, `${name}-${language}-${theme}-${width}x${height}.png`), animations: 'disabled' });
  if (width < sizes[0].width && `${language} ${theme}` !== 'ru light') return;
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map((v) => `${v.id}: ${v.help}\n    ${v.nodes.map((n) => n.html.slice(0, 160)).join('\n    ')}`);
  assert.deepEqual(found, [], `${name} ${language} ${theme} ${width}x${height}`);
}

const key = async (page, ...keys) => {
  for (const k of keys) await page.locator('body').press(k);
};
const tab = (page, name) => page.locator(`#tab-${name}`).click();
const open = (page, subject) => page.getByRole('row').filter({ hasText: subject }).first().click();

const ERROR = 'Не проводится';
const WORK = 'Двоятся проводки';
const NEW = 'Настроить обмен';

// Each screen: how a person gets there from the list of all tickets.
const screens = {
  today: (page) => key(page, 'g', 't'),
  inbox: (page) => key(page, 'g', 'i'),
  tickets: (page) => open(page, ERROR),
  stages: async (page) => (await open(page, ERROR), tab(page, 'stages')),
  time: async (page) => (await open(page, WORK), tab(page, 'time')),
  history: async (page) => (await open(page, ERROR), tab(page, 'history')),
  'ticket-new': (page) => open(page, NEW),
  'off-scale': async (page) => (await open(page, NEW), page.locator('#estimate-nh').fill('6')),
  plan: async (page, w) => (await open(page, ERROR), page.getByRole('button', { name: w('verb_plan') }).click()),
  deadline: async (page, w) => {
    await open(page, ERROR);
    await page.getByRole('button', { name: w('more_actions') }).click();
    await page.getByRole('menuitem', { name: w('verb_deadline') }).click();
    await page.getByRole('region', { name: w('deadline_title') }).waitFor();
  },
  finish: async (page) => (await open(page, WORK), key(page, 'd')),
  'new-dialog': (page) => key(page, 'c'),
  keys: (page) => key(page, 'Shift+?'),
  'search-empty': (page) => page.getByRole('searchbox').fill('ничего такого нет'),
  settings: (page) => key(page, 'g', 's'),
};

for (const language of ['ru', 'en']) {
  for (const theme of ['light', 'dark']) {
    describe(`${language} ${theme}`, { skip: without }, () => {
      const w = words(language);
      const look1 = (page, name) => look(page, name, { language, theme });
      let desk, page;
      before(async () => {
        desk = await Desk.open({ settings: { language, theme } });
        page = await openPage(browser, desk.address);
      });
      after(async () => {
        await page?.context().close();
        await desk?.close();
      });
      const each = async (name, go) => {
        for (const size of sizes) {
          await page.setViewportSize(size);
          await page.reload();
          await ready(page);
          await go?.();
          await look1(page, name);
        }
      };

      test('first-run', async () => {
        await each('first-run');
        await each('first-run-create', () => page.getByText(w('first_create')).click());
      });

      test('empty', async () => {
        await desk.json('create', '--company', 'Первая линия', '--name', 'Анна Лебедева', '--email', 'lebedeva@example.org');
        await each('empty');
      });

      test('the desk is filled', async () => {
        await fill(desk, { made: true });
        await desk.json('timer', 'start', '7');
      });

      for (const [name, go] of Object.entries(screens)) {
        test(name, () =>
          each(name, async () => {
            await key(page, 'g', 'a');
            await page.getByRole('row').first().waitFor();
            await go(page, w);
          }),
        );
      }

      test('the pages had no errors of their own', () => assert.deepEqual(page.problems, []));
    });
  }
}

describe('a command that the authority refused', { skip: without }, () => {
  let team;
  before(async () => {
    team = await Team.open('Анна Лебедева', 'Пётр Громов');
    const [anna, petr] = await Promise.all(team.homes.map((home) => Desk.closed({ home })));
    await anna.json('client', 'add', 'Ромашка');
    const { number } = await anna.json('ticket', 'new', 'Сверить взаиморасчёты', '--client', 'Ромашка', '--kind', 'error');
    await petr.json('sync');
    // Petr estimates without the server; meanwhile Anna fixes another value.
    await team.process.stop();
    await petr.json('ticket', 'estimate', String(number), '2');
    await team.serve();
    await anna.json('ticket', 'estimate', String(number), '0,8');
  });
  after(() => team?.close());

  for (const language of ['ru', 'en']) {
    for (const theme of ['light', 'dark']) {
      test(`${language} ${theme}: is told in words, with what was typed`, async () => {
        const desk = await Desk.open({ home: team.homes[1], settings: { language, theme } });
        try {
          const page = await openPage(browser, desk.address);
          await page.getByRole('button', { name: words(language)('look') }).click();
          await page.locator('.conf').waitFor();
          for (const size of sizes) {
            await page.setViewportSize(size);
            await look(page, 'refused', { language, theme });
          }
          assert.deepEqual(page.problems, []);
          await page.context().close();
        } finally {
          await desk.close({ keep: true });
        }
      });
    }
  }
});
