import { expect, test } from 'vitest';
import type { Timer } from '../api';
import { TimerState } from './timer.svelte';

const at = Date.parse('2026-11-24T10:00:00Z');
const running = { running: true, ticketId: 't', startedAt: '2026-11-24T10:00:00Z', factSec: 100, todaySec: 1000, nh: 5 } as Timer;

test('the clock counts from the start that Go told', () => {
  let now = at;
  const timer = new TimerState(() => now);
  timer.apply(running);
  expect(timer.seconds).toBe(0);
  now += 2_472_400;
  timer.tick();
  expect([timer.seconds, timer.factSec, timer.todaySec]).toEqual([2472, 2572, 3472]);
});

test('a clock that was set back shows zero, not a negative time', () => {
  const timer = new TimerState(() => at - 60_000);
  timer.apply(running);
  expect(timer.seconds).toBe(0);
});

test('stopped, it adds nothing', () => {
  const timer = new TimerState(() => at + 60_000);
  timer.apply({ ...running, running: false });
  expect([timer.seconds, timer.factSec]).toEqual([0, 100]);
});
