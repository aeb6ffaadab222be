import { list, type Estimate, type TicketDetail } from '../../lib/api';
import { locale, m } from '../../lib/i18n';
import { nh } from '../../lib/i18n/numbers';

/** What the client is told of an estimate and the answer keeps (AP-3): the subject, the n/h, the stages. Nothing internal. */
export function shownText(t: TicketDetail, e: Estimate | undefined): string {
  if (!e) return '';
  const stages = list(e.stages).map((s) => m.answer_shown_stage({ no: String(s.no), name: s.name, nh: nh(s.nh, locale()) }));
  return [m.answer_shown_text({ subject: t.subject, nh: nh(e.nh, locale()) }), ...stages].join('\n');
}
