import { expect, test } from 'vitest';
import { mergeStable } from './merge';

const rows = (s: string, v = 0) => [...s].map((id) => ({ id, v }));
const order = (xs: { id: string }[]) => xs.map((x) => x.id).join('');
const merge = (a: string, b: string) => order(mergeStable(rows(a), rows(b, 1), (r) => r.id));

test('a row that was touched stays where it was', () => expect(merge('abcd', 'cabd')).toBe('abcd'));
test('a new row stands after its fresh neighbour', () => expect(merge('abcd', 'abxcd')).toBe('abxcd'));
test('a new row at the top comes to the top', () => expect(merge('ab', 'xyab')).toBe('xyab'));
test('a row that is gone leaves', () => expect(merge('abcd', 'acd')).toBe('acd'));
test('rows bring their new content', () => expect(mergeStable(rows('ab'), rows('ba', 1), (r) => r.id).every((r) => r.v === 1)).toBe(true));
test('from nothing it is the fresh order', () => expect(merge('', 'cab')).toBe('cab'));
