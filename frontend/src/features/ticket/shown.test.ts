import { expect, test } from 'vitest';
import { emptyTicket } from '../../lib/api/fake';
import type { Estimate } from '../../lib/api';
import { shownText } from './shown';

const version = (change: Partial<Estimate>): Estimate => ({
  id: 'e',
  no: 2,
  nh: 60,
  stages: [],
  firm: false,
  by: 'Зимина',
  at: '',
  reason: 'internal',
  answer: '',
  automatic: false,
  answerBy: '',
  answerAt: '',
  rule: '',
  ruleNh: 0,
  cause: 'our_mistake',
  evidence: 'internal',
  absorbed: false,
  shown: '',
  way: '',
  text: '',
  ...change,
});

test('AP-3 the client is told the subject, the n/h and the stages, and nothing internal', () => {
  const t = emptyTicket('t', { subject: 'Отчёт по марже' });
  const one = shownText(t, version({}));
  expect(one).toContain('Отчёт по марже');
  expect(one).toContain('6');
  expect(one).not.toContain('internal');
  const staged = shownText(
    t,
    version({
      stages: [
        { no: 1, name: 'Макет', nh: 20 },
        { no: 2, name: 'Отчёт', nh: 40 },
      ],
    }),
  );
  expect(staged.split('\n')).toHaveLength(3);
  expect(staged).toContain('1. Макет');
});

test('AP-3 without an estimate nothing is shown', () => expect(shownText(emptyTicket('t'), undefined)).toBe(''));
