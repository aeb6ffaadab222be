import { describe, expect, test } from 'vitest';
import { Dates } from './dates';

const ru = new Dates('ru', 'Europe/Moscow', '2026-11-24');
const en = new Dates('en', 'Europe/Moscow', '2026-11-24');

describe('moments', () => {
  test('belong to the day of the zone, not of UTC', () => {
    expect(ru.day('2026-11-23T21:30:00Z')).toBe('2026-11-24');
    expect(ru.time('2026-11-23T21:30:00Z')).toBe('00:30');
  });
  test('are told as shortly as is clear', () => {
    expect(ru.short('2026-11-24T11:39:00Z')).toBe('14:39');
    expect(ru.short('2026-11-20T11:39:00Z')).toBe('20 ноя');
    expect(en.short('2026-11-20T11:39:00Z')).toBe('20 Nov');
    expect(ru.short('2025-06-02T11:39:00Z')).toBe('2 июн 2025');
    expect(ru.short('')).toBe('');
  });
  test('of May keep their whole month', () => {
    expect(ru.dayShort('2026-05-09')).toBe('9 мая');
  });
});

describe('ranges', () => {
  test('share what is the same', () => {
    expect(ru.range('2026-11-24T07:00:00Z', '2026-11-24T09:00:00Z')).toBe('24 ноя');
    expect(ru.range('2026-11-24T07:00:00Z', '2026-11-25T09:00:00Z')).toBe('24–25 ноя');
    expect(en.range('2026-11-30T07:00:00Z', '2026-12-02T09:00:00Z')).toBe('30 Nov – 2 Dec');
  });
});

test('the day in full is written in the window’s language', () => {
  expect(ru.long('2026-11-24')).toBe('вторник, 24 ноября');
  expect(en.long('2026-11-24')).toMatch(/^Tuesday,? 24 November$/);
});

test('a zone that is not known falls back to UTC instead of an empty window', () => {
  for (const zone of ['', 'C', 'Mars/Olympus']) expect(new Dates('ru', zone, '2026-11-24').zone).toBe('UTC');
});
