import { CalendarDateTime, fromDate, toCalendarDateTime } from '@internationalized/date';

/** Working hours that a first suggestion keeps to; the real calendars come with the plan. */
const opens = 9;
const closes = 18;

/** The next quarter of an hour within working hours of a weekday, in the zone. */
export function firstSlot(now: Date, zone: string): CalendarDateTime {
  let at = toCalendarDateTime(fromDate(now, zone)).set({ second: 0, millisecond: 0 });
  at = at.add({ minutes: (15 - (at.minute % 15)) % 15 });
  if (at.hour >= closes - 1) at = at.add({ days: 1 }).set({ hour: opens, minute: 0 });
  else if (at.hour < opens) at = at.set({ hour: opens, minute: 0 });
  const weekday = at.toDate('UTC').getUTCDay();
  if (weekday === 6) return at.add({ days: 2 }).set({ hour: opens, minute: 0 });
  if (weekday === 0) return at.add({ days: 1 }).set({ hour: opens, minute: 0 });
  return at;
}

/** When work of so many tenths of n/h ends, day by day within working hours, weekends skipped. */
export function endOf(from: CalendarDateTime, tenths: number): CalendarDateTime {
  let left = Math.max(tenths * 6, 15); // minutes
  let at = from;
  for (let day = 0; day < 60; day++) {
    const weekday = at.toDate('UTC').getUTCDay();
    const free = weekday === 0 || weekday === 6 ? 0 : Math.max(0, closes * 60 - (at.hour * 60 + at.minute));
    if (left <= free || (day === 0 && free === 0)) return at.add({ minutes: left });
    left -= free;
    at = at.add({ days: 1 }).set({ hour: opens, minute: 0 });
  }
  return at;
}

export function isoOf(at: CalendarDateTime, zone: string): string {
  return at.toDate(zone).toISOString();
}
