import type { Estimate, TicketDetail } from '../../lib/api';
import { locale, m } from '../../lib/i18n';
import type { Dates } from '../../lib/i18n/dates';
import { nh } from '../../lib/i18n/numbers';

/** How the estimate stands with the client, in words (AP-1, AP-3). */
export function approvalWords(e: Estimate | undefined, t: TicketDetail, dates: Dates): string {
  if (!e) return '';
  if (e.answer === 'yes' && e.automatic) {
    const limit = nh(e.ruleNh, locale());
    if (e.rule === 'absorbed') return m.approval_absorbed({ nh: limit });
    if (e.rule === 'not_more') return m.approval_not_more();
    return e.rule === 'contract' ? m.approved_contract({ limit }) : m.approved_default({ limit });
  }
  if (e.answer === 'yes') return m.approved_by({ who: e.answerBy, when: dates.short(e.answerAt) });
  if (e.answer === 'no') return m.rejected_by({ who: e.answerBy, when: dates.short(e.answerAt) });
  return t.status === 'estimated' || t.status === 'in_progress' ? m.approval_waits() : '';
}
