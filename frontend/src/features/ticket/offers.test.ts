import { expect, test } from 'vitest';
import { emptyTicket } from '../../lib/api/fake';
import { offers } from './verbs';

const action = (verb: string, enabled = true) => ({ verb, enabled, why: enabled ? '' : 'нельзя' });

test('the next action stands out, one more is beside it, the rest is in the menu with its reason', () => {
  const t = emptyTicket('t', {
    next: 'ticket.finish',
    actions: [action('ticket.finish'), action('ticket.say'), action('timer.start'), action('ticket.close'), action('ticket.plan', false)],
  });
  const o = offers(t);
  expect(o.next?.verb).toBe('ticket.finish');
  expect(o.second?.verb).toBe('timer.start');
  expect(o.rest.map((a) => a.verb)).toEqual(['ticket.close', 'ticket.plan']);
});

test('an unknown verb is not offered: a newer program may know it', () => {
  const t = emptyTicket('t', { next: 'ticket.dance', actions: [action('ticket.dance')] });
  expect(offers(t)).toEqual({ next: undefined, second: undefined, rest: [] });
});

test('what may not be done is never the filled button', () => {
  const t = emptyTicket('t', { next: 'ticket.finish', actions: [action('ticket.finish', false)] });
  expect(offers(t).next).toBeUndefined();
});
