import { beforeEach, expect, test } from 'vitest';
import { fakeApi, type Fake, type FakeCompany } from '../api/fake';
import { useApi, type Receipt } from '../api';
import { give, keep, undo } from './commands';
import { onNotice, type Notice } from './notices.svelte';

let fake: Fake;
let told: Notice[];
const done = (cmdId: string, undoable: boolean): Promise<Receipt> => Promise.resolve({ cmdId, id: '', undoable });
const undone = () => fake.calls.filter((c) => c.method === 'Undo').map((c) => c.args[0]);

beforeEach(() => {
  fake = fakeApi({ tickets: [] } as unknown as FakeCompany);
  useApi(fake);
  told = [];
  onNotice((n) => told.push(n));
});

test('Ctrl+Z takes back the last command, and says what', async () => {
  await give(done('a', true), 'Принята № 1');
  await undo();
  expect(undone()).toEqual(['a']);
  expect(told.map((n) => n.text)).toEqual(['Принята № 1', 'Отменено: Принята № 1']);
});

test('it never reaches past a command that cannot be undone', async () => {
  await give(done('b', true));
  await give(done('c', false));
  await undo();
  expect(undone()).toEqual([]);
  expect(told.at(-1)?.text).toBe('Последнее действие не отменяется');
});

test('a toast takes back its own command, whatever came after', async () => {
  const receipt = await give(done('d', true), 'В плане');
  await give(done('e', false));
  await undo(receipt!);
  expect(undone()).toEqual(['d']);
});

test('what only keeps typed text is not what Ctrl+Z means', async () => {
  await give(done('f', true));
  await keep(done('draft', true));
  await undo();
  expect(undone()).toEqual(['f']);
});

test('a refusal goes to the form that waits for it, otherwise to everybody’s place', async () => {
  const no = () => Promise.reject({ code: 'invalid', key: 'x', params: {}, text: 'Нужно решение.' });
  let there = '';
  expect(await give(no(), '', (p) => (there = p.text))).toBeNull();
  expect([there, told.length]).toEqual(['Нужно решение.', 0]);
  await give(no());
  expect(told).toEqual([{ text: 'Нужно решение.', bad: true }]);
});
