// One ticket through every layer, as a person does it in the browser: first run, ticket with a new client, estimate under the
// limit, plan, timer, done, confirmed; then the same desk after a restart.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import path from 'node:path';
import { chromium, page as openPage, without } from './lib/chromium.mjs';
import { Desk, shots } from './lib/desk.mjs';
import { words } from './lib/words.mjs';

const w = words('ru');
const SUBJECT = 'Не проводится реализация после обновления';
let browser, desk, page;

before(async () => {
  if (without) return;
  browser = await chromium();
  desk = await Desk.open();
  page = await openPage(browser, desk.address);
});
after(async () => {
  await browser?.close();
  await desk?.close();
});

// Each step stands on the one before it, so the first that fails ends the story.
let broken = false;
const step = (name, fn) =>
  test(name, { skip: without }, async (t) => {
    if (broken) return t.skip('an earlier step failed');
    broken = true;
    try {
      await fn(t);
      broken = false;
    } finally {
      if (broken) await page?.screenshot({ path: path.join(shots, 'story-failed.png') });
    }
  });
const button = (key, params) => page.getByRole('button', { name: w(key, params) });
const status = (word) => page.getByRole('main').getByText(word, { exact: true }).first().waitFor();
const ticket = () => desk.json('ticket', 'show', '1');

step('the first run makes a workspace on this computer', async () => {
  await page.getByText(w('first_create')).click();
  await page.getByLabel(w('first_company')).fill('Первая линия');
  await page.getByLabel(w('first_name')).fill('Анна Лебедева');
  await page.getByLabel(w('first_email')).fill('lebedeva@example.org');
  await button('first_create_go').click();
  await page.getByRole('navigation').waitFor();
});

step('a ticket is made with a client that is new', async () => {
  await button('ticket_new').first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(w('field_subject')).fill(SUBJECT);
  await dialog.locator('#nt-client').click();
  await dialog.locator('#nt-client').fill('Ромашка');
  await page.getByRole('option', { name: w('client_new_named', { name: 'Ромашка' }) }).click();
  await dialog.getByLabel(w('client_entity')).fill('ООО «Ромашка»');
  await dialog.getByRole('button', { name: w('client_add') }).click();
  await dialog.locator('#nt-kind').click();
  await page.getByRole('option').first().click();
  await dialog.getByLabel(w('ticket_text')).fill('После обновления документ не проводится, отгрузка стоит.');
  await dialog.getByRole('button', { name: w('ticket_create') }).click();
  await page.getByRole('heading', { name: SUBJECT }).waitFor();
  const made = await ticket();
  assert.equal(made.subject, SUBJECT);
  assert.equal(made.client, 'Ромашка');
  assert.equal(made.number, 1);
  assert.equal(made.manager.name, 'Анна Лебедева'); // ST-2
});

step('a value off the scale is answered beside the field with the two nearest', async () => {
  const field = page.getByLabel(w('estimate_type'));
  await field.fill('6');
  await page.getByText(w('off_scale', { value: '6' })).waitFor();
  await page.getByRole('button', { name: '6,5' }).waitFor();
  await field.fill('');
});

step('an estimate under the limit is approved at once', async () => {
  await page.keyboard.press('Escape');
  await page.locator('body').press('e');
  await page.keyboard.type('0,5');
  await page.keyboard.press('Enter');
  await status(w('status_approved'));
  const { status: now, estimates } = await ticket();
  assert.equal(now, 'approved');
  assert.equal(estimates[0].nh, 5);
  assert.equal(estimates[0].automatic, true); // AP-1
});

step('it goes on the plan', async () => {
  await button('verb_plan').click();
  const criteria = page.getByLabel(w('field_criteria'));
  await criteria.fill('Документ проводится на рабочей базе');
  await criteria.press('Control+Enter');
  await status(w('status_planned'));
});

step('the timer starts and stops', async () => {
  await button('verb_start').click();
  await page.getByRole('timer').waitFor();
  await status(w('status_in_progress'));
  assert.equal((await desk.json('timer', 'status')).running, true);
  await page.locator('body').press('Shift+S');
  await page.getByRole('timer').waitFor({ state: 'detached' });
  assert.equal((await desk.json('timer', 'status')).running, false);
});

step('a message to a colleague stays inside', async () => {
  await page.locator('body').press('Shift+Enter');
  await page.locator('#reply:focus').waitFor();
  await page.keyboard.type('Причина в расширении, снял подписку.');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Причина в расширении, снял подписку.').first().waitFor();
  const { conversation } = await ticket();
  assert.equal(conversation.at(-1).audience, 'internal'); // PR-2's wall begins here
});

step('done asks for the resolution and refuses a blank one', async () => {
  await page.keyboard.press('Escape'); // leaves the reply
  await page.getByText(w('filter_all'), { exact: true }).click(); // done tickets leave the list of open ones
  await page.getByRole('row').first().click();
  await page.locator('body').press('d');
  const text = page.getByLabel(w('finish_label'));
  await text.fill('   ');
  assert.ok(await button('finish_submit').isDisabled()); // ST-5
  await text.fill('Исправили подписку расширения, документ проводится.');
  await text.press('Control+Enter');
  await status(w('status_done'));
});

step('the client confirms', async () => {
  await button('verb_confirm').click();
  await button('confirm_submit').click();
  await status(w('status_completed'));
  const end = await ticket();
  assert.equal(end.status, 'completed');
  assert.equal(end.times.length, 1);
  assert.ok(end.history.length >= 8, `the history has ${end.history.length} lines`); // ST-4
});

step('a command in a terminal shows in the open page', async () => {
  await desk.json('ticket', 'new', 'Заявка из терминала', '--client', 'Ромашка', '--kind', 'error');
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await page.getByText('Заявка из терминала').first().waitFor();
});

step('the page had no errors of its own', () => assert.deepEqual(page.problems, []));

step('after a restart everything is there', async () => {
  await page.context().close();
  const { home } = desk;
  const { code } = await desk.close({ keep: true });
  assert.equal(code, 0);
  desk = await Desk.open({ home });
  page = await openPage(browser, desk.address);
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await page.getByText('Заявка из терминала').first().waitFor();
  assert.equal((await ticket()).status, 'completed');
  assert.match(await desk.cli('check'), /./);
});
