import type { TicketDetail } from '../../lib/api';
import { locale, m } from '../../lib/i18n';
import type { Dates } from '../../lib/i18n/dates';
import { kindName, statusName } from '../../lib/i18n/names';
import { nh } from '../../lib/i18n/numbers';

/** What stands in a ticket's field now, for people; "" where there is nothing to compare with. */
export function nowOf(t: TicketDetail, field: string, dates: Dates): string {
  switch (field) {
    case 'nh':
      return t.nh ? `${nh(t.nh, locale())} ${m.nh()}` : '';
    case 'subject':
      return t.subject;
    case 'client_id':
    case 'clientId':
      return t.client;
    case 'kind':
      return t.kind && kindName(t.kind);
    case 'status':
      return statusName(t.status);
    case 'resolution':
      return t.resolution || statusName(t.status);
    case 'criteria':
      return t.criteria;
    case 'engineer_id':
    case 'engineerId':
      return t.assignee;
    case 'start_at':
    case 'startAt':
      return t.planFrom && dates.range(t.planFrom, t.planTo);
    default:
      return '';
  }
}
