import type { TicketRow } from '../api';
import { m } from '../i18n';
import type { Dates } from '../i18n/dates';

/** The parts of Today: what runs, what the plan holds for today or before, what comes later, and last what waits for others and
    need not be asked about yet, and what nobody has touched for long. */
export function todayGroup(row: TicketRow, dates: Dates): number {
  if (row.running) return 0;
  if (row.status === 'stale') return 4; // ST-6
  if (row.waitFor && !(row.waitRemindAt && dates.day(row.waitRemindAt) <= dates.today)) return 3;
  if (row.planFrom && dates.day(row.planFrom) <= dates.today) return 1;
  return 2;
}

export function groupName(group: number): string {
  return [m.group_now(), m.group_planned(), m.group_rest(), m.group_waiting(), m.group_stale()][group] ?? '';
}
