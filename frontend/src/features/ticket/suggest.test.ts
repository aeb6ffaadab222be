import { expect, test } from 'vitest';
import { useApi, type Api } from '../../lib/api';
import { Suggest, mentioned, wished } from './suggest.svelte';

const person = (id: string, short: string) => ({ id, name: short, short, roles: [] });

test('a slash is a template at the start of a reply only', () => {
  expect(wished('/при', 'client')).toEqual({ what: 'template', from: 0, query: 'при' });
  expect(wished('1/2', 'client')).toBeNull();
  expect(wished('/опт/1с', 'client')).toBeNull();
  expect(wished('/при\n', 'internal')).toBeNull();
});

test('a colleague is asked in a note, never in a reply to the client', () => {
  expect(wished('Глянь, @зим', 'internal')).toEqual({ what: 'person', from: 7, query: 'зим' });
  expect(wished('@', 'internal')).toEqual({ what: 'person', from: 0, query: '' });
  expect(wished('@зим', 'client')).toBeNull();
  expect(wished('anna@mail', 'internal')).toBeNull();
});

test('who is mentioned is read from the text, the longer name first', () => {
  const people = [person('1', 'Зимина Т.'), person('2', 'Громов'), person('3', 'Громов П.')];
  expect(mentioned('@Зимина Т. и @Громов П. посмотрите', people)).toEqual(['1', '3']);
  expect(mentioned('Зимина Т. писала', people)).toEqual([]);
});

test('a suggestion takes the place of what was typed for it', () => {
  useApi({ People: async () => [], Clients: async () => [] } as unknown as Api);
  const s = new Suggest();
  s.look('t', 'Глянь, @зим', 'internal');
  expect(s.put('Глянь, @зим, пожалуйста', 11, { id: '1', name: '', hint: '', text: '@Зимина Т. ' })).toEqual({
    text: 'Глянь, @Зимина Т. , пожалуйста',
    caret: 18,
  });
});
