import { describe, expect, test } from 'vitest';
import { bytes, clock, hours, nh, onScale, parseNh } from './numbers';

const scale = [1, 2, 3, 5, 8, 10, 20, 30, 40, 65, 130];

describe('n/h', () => {
  test.each([
    [5, '0,5', '0.5'],
    [20, '2', '2'],
    [65, '6,5', '6.5'],
    [0, '0', '0'],
    [-5, '−0,5', '−0.5'],
  ])('%i tenths are printed with the language’s own point and no trailing zero', (tenths, ru, en) => {
    expect(nh(tenths, 'ru')).toBe(ru);
    expect(nh(tenths, 'en')).toBe(en);
  });

  test.each([
    ['0,5', 5],
    ['0.5', 5],
    [',5', 5],
    ['2', 20],
    ['2,', 20],
    [' 6,5 н/ч ', 65],
    ['6.5 n/h', 65],
    ['13ч', 130],
    ['0,55', null],
    ['', null],
    [',', null],
    ['два', null],
    ['-1', null],
    ['99999', null],
  ])('«%s» is read as %s', (typed, tenths) => {
    expect(parseNh(typed)).toBe(tenths);
  });

  test('what is printed is read back', () => {
    for (const v of scale) {
      expect(parseNh(nh(v, 'ru'))).toBe(v);
      expect(parseNh(nh(v, 'en'))).toBe(v);
    }
  });
});

describe('EST-1', () => {
  test('a value of the scale has no neighbours', () => {
    for (const v of scale) expect(onScale(scale, v)).toEqual({ value: v, nearest: [] });
  });
  test.each([
    [60, [40, 65]],
    [4, [3, 5]],
    [131, [130]],
    [0, [1]],
  ])('%i tenths are off the scale; the nearest are %j', (tenths, nearest) => {
    expect(onScale(scale, tenths)).toEqual({ value: null, nearest });
  });
});

describe('times and sizes', () => {
  test('a clock shows seconds and never goes below zero', () => {
    expect(clock(2472)).toBe('0:41:12');
    expect(clock(36_610)).toBe('10:10:10');
    expect(clock(-5)).toBe('0:00:00');
  });
  test('a sum is hours with one decimal', () => {
    expect(hours(2520, 'ru')).toBe('0,7');
    expect(hours(7200, 'en')).toBe('2');
  });
  test('a size has the unit that is clear', () => {
    expect(bytes(96 * 1024, 'ru')).toBe('96\u00a0КБ');
    expect(bytes(2.5 * 1024 * 1024, 'en')).toBe('2.5\u00a0MB');
  });
});
