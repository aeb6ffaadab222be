import { expect, test } from 'vitest';
import { emptyTicket } from '../../lib/api/fake';
import type { Plan } from '../../lib/api';
import { onlyMyPart, partsOf } from './parts';

const entry = (engineerId: string, day: number, state: string, nh = 10): Plan => ({
  id: `${engineerId}${day}`,
  stageNo: 0,
  engineerId,
  engineer: engineerId,
  from: `2026-11-${day}T06:00:00Z`,
  to: `2026-11-${day}T08:00:00Z`,
  nh,
  state,
});

test('PL-13 the entries of one engineer are one part, done when all of them are', () => {
  const t = emptyTicket('t', {
    plan: [entry('boris', 26, 'published'), entry('anna', 25, 'done'), entry('boris', 24, 'done'), entry('vera', 23, 'draft')],
  });
  expect(partsOf(t).map((p) => [p.engineerId, p.from.slice(8, 10), p.to.slice(8, 10), p.nh, p.done])).toEqual([
    ['boris', '24', '26', 20, false],
    ['anna', '25', '25', 10, true],
  ]);
});

test('PL-13 Done finishes a part while others work, and the ticket after them', () => {
  const both = emptyTicket('t', { plan: [entry('anna', 24, 'published'), entry('boris', 25, 'published')] });
  expect(onlyMyPart(both, 'anna')).toBe(true);
  expect(onlyMyPart(both, 'manager')).toBe(false); // all parts at once (ST-5)
  const last = emptyTicket('t', { plan: [entry('anna', 24, 'done'), entry('boris', 25, 'published')] });
  expect(onlyMyPart(last, 'boris')).toBe(false);
});
