import { expect, test } from 'vitest';
import { readStages, sumOf } from './stages';

const scale = [1, 2, 3, 5, 8, 10, 20];

test('EST-2: stages are whole when each has a name and a value of the scale', () => {
  const rows = [
    { name: ' Макет ', typed: '2' },
    { name: 'Права', typed: '0,5' },
  ];
  expect(readStages(rows, scale)).toEqual({
    whole: true,
    stages: [
      { no: 1, name: 'Макет', nh: 20 },
      { no: 2, name: 'Права', nh: 5 },
    ],
  });
  expect(sumOf(rows)).toBe(25);
});

test.each([[[]], [[{ name: '', typed: '2' }]], [[{ name: 'Макет', typed: '6' }]], [[{ name: 'Макет', typed: '' }]]])(
  '%j is not whole yet',
  (rows) => expect(readStages(rows, scale).whole).toBe(false),
);
