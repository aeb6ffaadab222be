// Takes pictures of the window over the invented company (or of a running desk) and asks axe about each.
// node scripts/look.mjs [filter]   ADDRESS=http://… looks at a real desk instead.
import { AxeBuilder } from '@axe-core/playwright';
import { copyFileSync, mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';

const filter = process.argv[2] ?? '';
const out = new URL('../shots/', import.meta.url).pathname;
mkdirSync(out, { recursive: true });

const press =
  (...keys) =>
  async (p) => {
    for (const k of keys) {
      await p.keyboard.press(k);
      await p.waitForTimeout(60);
    }
  };
const type = (text) => (p) => p.keyboard.type(text);
const then =
  (...steps) =>
  async (p) => {
    for (const s of steps) {
      await s(p);
      await p.waitForTimeout(220);
    }
  };
const click = (selector) => (p) => p.click(selector);

const scenes = [
  ['today', ''],
  ['today-dark', 'theme=dark'],
  ['today-en', 'lang=en'],
  ['inbox', '', press('g', 'i')],
  ['inbox-dark', 'theme=dark', press('g', 'i')],
  ['inbox-en', 'lang=en', press('g', 'i')],
  ['tickets', '', press('g', 'a')],
  ['tickets-dark', 'theme=dark', press('g', 'a')],
  ['team', '', press('g', 'm')],
  ['team-past-dark-en', 'theme=dark&lang=en', then(press('g', 'm'), press('ArrowLeft'), press('j'))],
  ['team-past', '', then(press('g', 'm'), press('ArrowLeft'))],
  ['team-folded', '', press('g', 'm'), { width: 1024, height: 700 }],
  ['team-narrow', '', press('g', 'm'), { width: 800, height: 700 }],
  ['notices', '', press('g', 'n')],
  ['notices-dark-en', 'theme=dark&lang=en', press('g', 'n')],
  ['notices-none', 'none=1', press('g', 'n')],
  ['notices-folded', '', press('g', 'n'), { width: 1024, height: 700 }],
  ['stale', '', then(press('g', 'a'), (p) => p.getByText('Устарели').click())],
  ['stale-folded-dark-en', 'theme=dark&lang=en', then(press('g', 'a'), (p) => p.getByText('Stale').click()), { width: 1024, height: 700 }],
  ['settings', '', press('g', 's')],
  ['settings-template', '', then(press('g', 's'), (p) => p.getByRole('button', { name: 'Новый шаблон' }).click())],
  ['settings-dark-en', 'theme=dark&lang=en', press('g', 's')],
  ['first', 'stage=firstRun'],
  ['first-dark-en', 'stage=firstRun&theme=dark&lang=en'],
  ['first-create', 'stage=firstRun', click('label:nth-of-type(2)')],
  [
    'first-join',
    'stage=firstRun',
    then(
      (p) => p.fill('#invitation', 'naryad://naryad.romashka.example:8443/7K2M-94'),
      (p) => p.waitForTimeout(300),
    ),
  ],
  ['refused', 'state=refused', then(click('.sync button'))],
  ['refused-dark', 'state=refused&theme=dark', then(click('.sync button'))],
  ['offline', 'state=offline'],
  ['snapshot-en', 'state=snapshot&lang=en'],
  ['none', 'none=1'],
  ['slow', 'slow=1'],
  ['fail', 'fail=1'],
  ['new', '', then(press('c'))],
  ['new-dark-en', 'theme=dark&lang=en', then(press('c'))],
  ['new-client', '', then(press('c'), (p) => p.fill('#nt-client', 'Лютик'), press('Enter'))],
  ['keys', '', then(press('Shift+Slash'))],
  ['estimate', '', then(press('e'), type('0,8'))],
  ['offscale', '', then(press('e'), type('6'))],
  ['offscale-dark', 'theme=dark', then(press('e'), type('6'))],
  ['reestimate', '', then(press('g', 'a'), (p) => p.getByText('Не грузятся отчёты').click(), press('e'))],
  [
    'wait',
    '',
    then(
      (p) => p.getByText('Не грузятся отчёты').click(),
      (p) => p.getByRole('button', { name: 'Ждём…' }).click(),
    ),
  ],
  ['finish', '', then(press('d'), type('Роли «Кладовщик+» открыт новый склад. Реализация № 411 проведена.'))],
  ['finish-dark-en', 'theme=dark&lang=en', then(press('d'))],
  ['part', '', then((p) => p.getByText('Обновить доработанную БП').click(), press('d'))],
  [
    'part-dark-en',
    'theme=dark&lang=en',
    then((p) => p.getByText('Обновить доработанную БП').click(), press('d')),
    { width: 1024, height: 700 },
  ],
  ['menu', '', then(click('[aria-label="Ещё действия"]'))],
  ['plan', '', then(click('[aria-label="Ещё действия"]'), (p) => p.getByRole('menuitem', { name: 'В план…' }).click())],
  ['about', '', then(press('l'))],
  ['about-en', 'lang=en', then(press('l'), press('Escape'))],
  ['reply', '', then(press('r'), type('Проверил, № 411 проводится.'))],
  ['internal', '', then(press('Shift+Enter'), type('Завтра посмотреть остальные роли.'))],
  ['internal-dark', 'theme=dark', then(press('Shift+Enter'), type('Завтра посмотреть остальные роли.'))],
  ['template', '', then(press('r'), type('/при'))],
  ['mention', '', then(press('Shift+Enter'), type('Глянь, @'), press('ArrowDown'))],
  ['mention-dark-en', 'theme=dark&lang=en', then(press('Shift+Enter'), type('@'), press('Enter'), type('?'), press('Control+Enter'))],
  ['time', '', then(click('#tab-time'))],
  [
    'versions',
    '',
    then(
      press('g', 'a'),
      (p) => p.getByText('Отчёт по марже').click(),
      click('#tab-stages'),
      (p) => p.locator('details summary').click(),
    ),
  ],
  [
    'versions-dark-en',
    'theme=dark&lang=en',
    then(
      press('g', 'a'),
      (p) => p.getByText('Отчёт по марже').click(),
      click('#tab-stages'),
      (p) => p.locator('details summary').click(),
    ),
    { width: 1024, height: 900 },
  ],
  ['stages', '', then(press('g', 'a'), (p) => p.getByText('Отчёт по марже').click(), click('#tab-stages'))],
  [
    'stages-near',
    '',
    then(
      press('g', 'a'),
      (p) => p.getByText('Отчёт по марже').click(),
      click('#tab-stages'),
      (p) => p.fill('tr:nth-child(3) .num.field', '6'),
    ),
  ],
  ['toast', '', then(press('g', 'i'), press('a'))],
  [
    'answer',
    '',
    then(
      press('g', 'a'),
      (p) => p.getByText('Отчёт по марже').click(),
      (p) => p.getByRole('button', { name: 'Ответ клиента…' }).click(),
    ),
  ],
  ['search', '', then(press('/'), type('142'))],
  ['search-none', '', then(press('/'), type('ничего'))],
  ['folded', '', null, { width: 1024, height: 700 }],
  ['folded-dark-en', 'theme=dark&lang=en', null, { width: 1024, height: 700 }],
  ['narrow-list', '', null, { width: 800, height: 640 }],
  ['narrow-ticket', '', press('Enter'), { width: 800, height: 640 }],
  ['text200', '', (p) => p.evaluate(() => (document.documentElement.style.fontSize = '200%'))],
  ['text200-ticket', '', then((p) => p.evaluate(() => (document.documentElement.style.fontSize = '200%')), press('Enter'))],
  ['many', 'many=1', then(press('End'))],
];

// The page is built as it ships and served under the policy that the desk sends.
async function serve() {
  const outDir = `${out}site`;
  await build({ logLevel: 'error', build: { outDir, emptyOutDir: true, rollupOptions: { input: 'dev/index.html' } } });
  copyFileSync('public/icon.svg', `${outDir}/dev/icon.svg`);
  const policy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  const headers = { 'Content-Security-Policy': policy };
  return preview({ logLevel: 'error', build: { outDir }, preview: { port: 0, host: '127.0.0.1', headers } });
}

const server = process.env.ADDRESS ? null : await serve();
const base = process.env.ADDRESS ?? `http://127.0.0.1:${server.httpServer.address().port}/dev/index.html`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--force-color-profile=srgb',
  ],
});
let bad = 0;
for (const [name, query, act, size] of scenes) {
  if (!name.match(filter)) continue;
  const context = await browser.newContext({ viewport: size ?? { width: 1280, height: 800 }, reducedMotion: 'reduce', locale: 'en-US' });
  const page = await context.newPage();
  page.on('console', (msg) => ['error', 'warning'].includes(msg.type()) && console.log(name, msg.text()));
  page.on('pageerror', (e) => console.log(name, 'PAGE ERROR', e.message));
  await page.goto(`${base}?${query}`);
  if (!query.includes('slow')) await page.waitForSelector('html[data-ready]', { timeout: 20_000 });
  await page.waitForTimeout(250);
  try {
    await act?.(page);
  } catch (e) {
    console.log(name, 'STEP', e.message.split('\n')[0]);
    bad++;
  }
  await page.waitForTimeout(250);
  await page.screenshot({ path: `${out}${name}.png` });
  const { violations } = await new AxeBuilder({ page }).analyze();
  for (const v of violations) {
    bad++;
    console.log(`${name}: ${v.id} (${v.impact}) ${v.help}`);
    for (const n of v.nodes.slice(0, 3)) console.log('   ', n.html.slice(0, 160), n.failureSummary?.split('\n').slice(1, 3).join(' '));
  }
  await context.close();
}
await browser.close();
await server?.close();
console.log(bad ? `${bad} to mend` : 'clean');
process.exit(bad ? 1 : 0);
