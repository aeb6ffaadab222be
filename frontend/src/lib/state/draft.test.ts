import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeApi, type Fake, type FakeCompany } from '../api/fake';
import { useApi } from '../api';
import { ReplyDraft } from './draft.svelte';

let fake: Fake;
const written = () => fake.calls.filter((c) => c.method === 'SetReplyDraft').map((c) => c.args);

beforeEach(() => {
  vi.useFakeTimers();
  fake = fakeApi({ tickets: [] } as unknown as FakeCompany);
  useApi(fake);
});
afterEach(() => vi.useRealTimers());

test('what is typed is written down after a pause, once', async () => {
  const draft = new ReplyDraft();
  await draft.open('a');
  draft.type('П');
  draft.type('Пр');
  await vi.advanceTimersByTimeAsync(1000);
  expect(written()).toEqual([['a', 'client', 'Пр']]);
});

test('another ticket takes nothing of the first with it, and loses nothing', async () => {
  const draft = new ReplyDraft();
  await draft.open('a');
  draft.address('internal');
  draft.type('для своих');
  await draft.open('b');
  expect(written()).toEqual([['a', 'internal', 'для своих']]);
  expect([draft.text, draft.audience]).toEqual(['', 'client']);
  await draft.open('a');
  expect([draft.text, draft.audience]).toEqual(['для своих', 'internal']);
});

test('a sent reply is forgotten at once', async () => {
  const draft = new ReplyDraft();
  await draft.open('a');
  draft.type('готово');
  await draft.flush();
  await draft.clear();
  expect(written().at(-1)).toEqual(['a', 'client', '']);
});
