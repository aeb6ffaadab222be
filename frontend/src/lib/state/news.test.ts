import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useApi, type Notice } from '../api';
import { fakeApi, type Fake, type FakeCompany } from '../api/fake';
import { News } from './news.svelte';
import { onNotice, type Notice as Toast } from './notices.svelte';
import { view } from './view.svelte';

const notice = (id: string, ticketId: string, unread = true): Notice => ({
  id,
  ticketId,
  number: 7,
  subject: 'тема',
  kind: 'mention',
  by: 'Зимина Т.',
  text: '',
  at: '2026-11-24T10:00:00.000Z',
  unread,
});

let fake: Fake;
let toasts: Toast[];
let off: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  fake = fakeApi({ notices: [notice('n1', 't1')], tickets: [], boot: {} } as unknown as FakeCompany);
  useApi(fake);
  toasts = [];
  off = onNotice((t) => toasts.push(t));
});

afterEach(() => {
  off();
  vi.useRealTimers();
});

/** What arrives is told when it has been quiet for a while. */
async function arrive(news: News, ...more: Notice[]) {
  fake.company.notices!.unshift(...more);
  news.arrived();
  news.arrived();
  await vi.runAllTimersAsync();
}

test('what was there before the window opened is not told, what comes is, once', async () => {
  const news = new News();
  await arrive(news);
  expect(toasts).toHaveLength(0);
  await arrive(news, notice('n2', 't2'));
  await arrive(news);
  expect(toasts).toHaveLength(1);
  expect(toasts[0]!.text).toContain('Зимина Т.');
});

test('several are one message, and what is read already is none', async () => {
  const news = new News();
  await arrive(news);
  await arrive(news, notice('n2', 't2'), notice('n3', 't3'), notice('n4', 't4', false));
  expect(toasts).toHaveLength(1);
  expect(toasts[0]!.text).toContain('2');
});

test('the ticket on the screen needs no message', async () => {
  const news = new News();
  await arrive(news);
  view.list!.select('t2');
  await arrive(news, notice('n2', 't2'));
  view.list!.select('');
  expect(toasts).toHaveLength(0);
});

test('a ticket is read after a look at it, not when it is passed by', async () => {
  vi.stubGlobal('document', { hasFocus: () => true });
  vi.stubGlobal('removeEventListener', () => undefined);
  fake.ReadNotices = vi.fn(async () => ({ cmdId: '', id: '', undoable: false }));
  const news = new News();
  news.look('t1')();
  await vi.runAllTimersAsync();
  expect(fake.ReadNotices).not.toHaveBeenCalled();
  news.look('t1');
  await vi.runAllTimersAsync();
  expect(fake.ReadNotices).toHaveBeenCalledWith('t1');
  vi.unstubAllGlobals();
});
