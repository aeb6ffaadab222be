import { expect, test } from 'vitest';
import { EventHub, type NextFrame } from './events';

function frames() {
  const waiting: (() => void)[] = [];
  const frame: NextFrame = (fn) => waiting.push(fn);
  return { frame, run: () => waiting.splice(0).forEach((fn) => fn()), count: () => waiting.length };
}

test('nothing runs inside the event itself', () => {
  const f = frames();
  const hub = new EventHub(f.frame);
  let heard = 0;
  hub.on('timer', () => heard++);
  hub.take({ seq: 1, name: 'timer', data: {} });
  expect(heard).toBe(0);
  f.run();
  expect(heard).toBe(1);
});

test('a burst is one delivery with all the tickets', () => {
  const f = frames();
  const hub = new EventHub(f.frame);
  const heard: unknown[] = [];
  hub.on('changed', (c) => heard.push(c));
  hub.take({ seq: 1, name: 'changed', data: { tickets: ['a', 'b'], all: false } });
  hub.take({ seq: 2, name: 'changed', data: { tickets: ['b', 'c'], all: false } });
  hub.take({ seq: 3, name: 'changed', data: { tickets: null, all: false } });
  expect(f.count()).toBe(1);
  f.run();
  expect(heard).toEqual([{ all: false, tickets: ['a', 'b', 'c'] }]);
});

test('of states only the last is told', () => {
  const f = frames();
  const hub = new EventHub(f.frame);
  const heard: unknown[] = [];
  hub.on('sync', (s) => heard.push(s.pending));
  for (let i = 1; i <= 5; i++) hub.take({ seq: i, name: 'sync', data: { pending: i } });
  f.run();
  expect(heard).toEqual([5]);
});

test('a gap in the numbers asks for everything again', () => {
  const f = frames();
  const hub = new EventHub(f.frame);
  const heard: unknown[] = [];
  hub.on('changed', (c) => heard.push(c));
  hub.take({ seq: 7, name: 'timer', data: {} });
  hub.take({ seq: 8, name: 'timer', data: {} });
  f.run();
  expect(heard).toEqual([]);
  hub.take({ seq: 10, name: 'timer', data: {} });
  f.run();
  expect(heard).toEqual([{ all: true, tickets: [] }]);
});

test('a name that is not on the list is left alone', () => {
  const f = frames();
  new EventHub(f.frame).take({ seq: 1, name: 'other', data: {} });
  expect(f.count()).toBe(0);
});
