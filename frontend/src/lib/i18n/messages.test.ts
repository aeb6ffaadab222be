import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { m, setLocale } from '.';

const read = (locale: string) => JSON.parse(readFileSync(new URL(`../../../messages/${locale}.json`, import.meta.url), 'utf8'));
const ru = read('ru');
const en = read('en');

afterEach(() => setLocale('ru'));

describe('plurals', () => {
  test.each([
    [1, '1 заявка'],
    [2, '2 заявки'],
    [5, '5 заявок'],
    [11, '11 заявок'],
    [21, '21 заявка'],
    [104, '104 заявки'],
  ])('%i', (count, text) => expect(m.tickets_count({ count })).toBe(text));
  test('in English', () => {
    setLocale('en');
    expect(m.tickets_count({ count: 1 })).toBe('1 ticket');
    expect(m.sync_sending({ count: 3 })).toBe('Sending 3 changes');
  });
});

test('both languages have the same texts with the same blanks', () => {
  expect(Object.keys(en)).toEqual(Object.keys(ru));
  const blanks = (v: unknown) => [...new Set(JSON.stringify(v).match(/\{\w+\}/g))].sort();
  for (const key of Object.keys(ru)) expect(blanks(en[key]), key).toEqual(blanks(ru[key]));
});

test('no text shouts or says sorry', () => {
  for (const texts of [ru, en]) {
    for (const [key, text] of Object.entries(texts)) {
      if (key !== '$schema') expect(JSON.stringify(text), key).not.toMatch(/!|извин|простите|sorry|oops/i);
    }
  }
});
