import { beforeEach, describe, expect, test } from 'vitest';
import { emptyTicket, fakeApi, type Fake, type FakeCompany } from '../api/fake';
import { useApi } from '../api';
import { pageSize, TicketList } from './tickets.svelte';

let fake: Fake;
const ids = (list: TicketList) => list.items.map((i) => i.id);

beforeEach(() => {
  const tickets = Array.from({ length: 450 }, (_, i) =>
    emptyTicket(`t${i}`, { number: 1000 - i, subject: `Заявка ${i}`, manager: { id: 'p', name: '', short: '', roles: [] } }),
  );
  fake = fakeApi({
    tickets,
    messages: {},
    times: {},
    clients: [],
    people: [],
    refusals: [],
    timer: {},
    sync: {},
    now: () => '2026-11-24T10:00:00Z',
  } as unknown as FakeCompany);
  useApi(fake);
});

describe('a list', () => {
  test('reads a page, tells the whole count and selects the first row', async () => {
    const list = new TicketList();
    await list.open({ view: 'open' });
    expect(list.phase).toBe('ready');
    expect(list.items).toHaveLength(pageSize);
    expect(list.total).toBe(450);
    expect(list.selectedId).toBe('t0');
  });

  test('reads on when its end comes near, and stops at the end', async () => {
    const list = new TicketList();
    await list.open({ view: 'open' });
    await list.show(0, 20);
    expect(list.items).toHaveLength(200);
    await list.show(160, 190);
    await list.show(360, 390);
    await list.show(430, 449);
    expect(list.items).toHaveLength(450);
    expect(list.more).toBe(false);
    expect(new Set(ids(list)).size).toBe(450);
  });

  test('keeps places, selection and row objects when it is refreshed', async () => {
    const list = new TicketList();
    await list.open({ view: 'open' });
    list.select('t5');
    const before = ids(list);
    const item = list.selected;
    const t = fake.company.tickets.splice(5, 1)[0]!;
    t.subject = 'Тема другая';
    fake.company.tickets.unshift(t); // Go would sort it first now
    await list.refresh();
    expect(ids(list)).toEqual(before);
    expect(list.selected).toBe(item);
    expect(item?.row.subject).toBe('Тема другая');
  });

  test('selects the row that comes into the place of one that left', async () => {
    const list = new TicketList();
    await list.open({ view: 'open' });
    list.select('t3');
    fake.company.tickets[3]!.status = 'done';
    await list.refresh();
    expect(list.selectedId).toBe('t4');
    expect(list.total).toBe(449);
  });

  test('refetches only the pages on the screen', async () => {
    const list = new TicketList();
    await list.open({ view: 'open' });
    await list.show(160, 190);
    await list.show(360, 390);
    await list.show(300, 320);
    fake.calls.length = 0;
    await list.refresh();
    expect(fake.calls.map((c) => (c.args[0] as { after: string }).after)).toEqual(['200']);
    expect(list.items).toHaveLength(450);
  });

  test('moves within its bounds', async () => {
    const list = new TicketList();
    await list.open({ view: 'open' });
    expect(list.move(-1)).toBe(0);
    expect(list.move(3)).toBe(3);
    expect(list.move(1e9)).toBe(199);
    expect(new TicketList().move(1)).toBe(-1);
  });

  test('that fails says why and can be asked again', async () => {
    const list = new TicketList();
    const answer = fake.Tickets;
    fake.Tickets = () => Promise.reject({ code: 'damaged', key: 'x', params: {}, text: 'База не читается.' });
    await list.open({ view: 'open' });
    expect([list.phase, list.problem?.text]).toEqual(['failed', 'База не читается.']);
    fake.Tickets = answer;
    await list.reload();
    expect([list.phase, list.problem]).toEqual(['ready', null]);
  });

  test('forgets the answer to a question that is no longer asked', async () => {
    const list = new TicketList();
    const first = list.open({ view: 'all', search: 'Заявка 1' });
    const second = list.open({ view: 'all', search: 'Заявка 449' });
    await Promise.all([first, second]);
    expect(ids(list)).toEqual(['t449']);
  });

  test('in groups stands in the groups’ order and keeps Go’s within each', async () => {
    const list = new TicketList((row) => (row.running ? 0 : 1));
    fake.company.tickets[7]!.running = true;
    await list.open({ view: 'open' });
    expect(ids(list).slice(0, 3)).toEqual(['t7', 't0', 't1']);
  });
});

test('a change that comes while a list is being opened is not lost', async () => {
  const list = new TicketList();
  const answer = fake.Tickets;
  let go = () => {};
  fake.Tickets = async (q) => {
    const page = await answer(q);
    await new Promise<void>((r) => (go = r));
    fake.Tickets = answer;
    return page;
  };
  const opening = list.open({ view: 'open' });
  await new Promise((r) => setTimeout(r));
  fake.company.tickets[0]!.subject = 'С номером';
  await list.refresh();
  go();
  await opening;
  expect(list.items[0]!.row.subject).toBe('С номером');
});
