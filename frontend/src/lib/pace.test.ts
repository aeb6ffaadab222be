import { expect, test } from 'vitest';
import { pace } from './pace';

test('EST-5 the colour changes at 70 and at 100 percent', () => {
  expect([pace(0, 10), pace(2519, 10), pace(2520, 10), pace(3599, 10), pace(3600, 10)]).toEqual(['', '', 'warn', 'warn', 'danger']);
  expect(pace(900, 5)).toBe('');
  expect(pace(1260, 5)).toBe('warn');
});

test('EST-5 what is not estimated has no pace', () => expect(pace(99999, 0)).toBe(''));
