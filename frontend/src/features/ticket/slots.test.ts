import { CalendarDateTime } from '@internationalized/date';
import { describe, expect, test } from 'vitest';
import { endOf, firstSlot, isoOf } from './slots';

const slot = (utc: string) => firstSlot(new Date(utc), 'Europe/Moscow').toString().slice(0, 16);

describe('a first suggestion', () => {
  test.each([
    ['2026-11-24T10:02:00Z', '2026-11-24T13:15'],
    ['2026-11-24T10:15:00Z', '2026-11-24T13:15'],
    ['2026-11-24T02:00:00Z', '2026-11-24T09:00'],
    ['2026-11-24T14:50:00Z', '2026-11-25T09:00'],
    ['2026-11-27T16:00:00Z', '2026-11-30T09:00'], // Friday evening
    ['2026-11-29T10:00:00Z', '2026-11-30T09:00'], // Sunday
  ])('at %s is %s', (now, start) => expect(slot(now)).toBe(start));

  test('ends after the work, over nights and weekends', () => {
    const friday = new CalendarDateTime(2026, 11, 27, 15, 0);
    expect(endOf(friday, 20).toString().slice(0, 16)).toBe('2026-11-27T17:00');
    expect(endOf(friday, 65).toString().slice(0, 16)).toBe('2026-11-30T12:30');
  });

  test('crosses the wire in UTC', () =>
    expect(isoOf(new CalendarDateTime(2026, 11, 24, 13, 15), 'Europe/Moscow')).toBe('2026-11-24T10:15:00.000Z'));
});
