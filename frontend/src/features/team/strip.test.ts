import { expect, test } from 'vitest';
import type { Piece } from '../../lib/api';
import { bars } from './strip';

const piece = (from: string, to: string) => ({ from: `2026-11-24T${from}:00Z`, to: to && `2026-11-24T${to}:00Z`, clientId: 'c' }) as Piece;
const [eight, twenty] = ['2026-11-24T08:00:00Z', '2026-11-24T20:00:00Z'];
const place = (p: Piece, now = 0) => bars([p], eight, twenty, now).map((b) => [b.x, b.width]);

test('TM-9 a piece stands where its hours are', () => {
  expect(place(piece('11:00', '14:00'))).toEqual([[25, 25]]);
});
test('TM-9 what is outside the strip is cut off or left out', () => {
  expect(place(piece('05:00', '11:00'))).toEqual([[0, 25]]);
  expect(place(piece('05:00', '07:00'))).toEqual([]);
  expect(place(piece('20:00', '21:00'))).toEqual([]);
});
test('TM-9 a running piece reaches to now and a moment is still seen', () => {
  expect(place(piece('08:00', ''), Date.parse('2026-11-24T14:00:00Z'))).toEqual([[0, 50]]);
  expect(place(piece('19:59', '20:00'))[0]![1]).toBe(0.8);
});
