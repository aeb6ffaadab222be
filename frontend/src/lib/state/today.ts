import type { TicketRow } from '../api';
import { m } from '../i18n';
import type { Dates } from '../i18n/dates';

/** The parts of Today: what runs, what the plan holds for today or before, what comes later. */
export function todayGroup(row: TicketRow, dates: Dates): number {
  if (row.running) return 0;
  if (row.planFrom && dates.day(row.planFrom) <= dates.today) return 1;
  return 2;
}

export function groupName(group: number): string {
  return [m.group_now(), m.group_planned(), m.group_rest()][group] ?? '';
}
