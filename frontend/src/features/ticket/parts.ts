import { list, type Plan, type TicketDetail } from '../../lib/api';

/** One engineer's part of a ticket (PL-13): their entries of the plan together. */
export interface Part {
  engineerId: string;
  engineer: string;
  from: string;
  to: string;
  nh: number;
  done: boolean;
}

/** The parts in the order of their beginning. Drafts of the plan are nobody's work yet. */
export function partsOf(t: TicketDetail): Part[] {
  const parts = new Map<string, Part>();
  for (const e of list(t.plan).toSorted((a, b) => a.from.localeCompare(b.from))) {
    if (e.state !== 'published' && e.state !== 'done') continue;
    const known = parts.get(e.engineerId);
    if (known) {
      known.to = known.to > e.to ? known.to : e.to;
      known.nh += e.nh;
      known.done &&= e.state === 'done';
    } else {
      parts.set(e.engineerId, {
        engineerId: e.engineerId,
        engineer: e.engineer,
        from: e.from,
        to: e.to,
        nh: e.nh,
        done: e.state === 'done',
      });
    }
  }
  return [...parts.values()];
}

/** Whether Done would finish only this person's part: others' are still open, and one of the open ones is theirs. */
export function onlyMyPart(t: TicketDetail, me: string): boolean {
  const open = list(t.plan).filter((e: Plan) => e.state === 'published');
  return open.some((e) => e.engineerId === me) && open.some((e) => e.engineerId !== me);
}
