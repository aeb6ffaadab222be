import type { SyncState } from '../../lib/api';
import { locale, m } from '../../lib/i18n';
import type { Dates } from '../../lib/i18n/dates';
import { bytes } from '../../lib/i18n/numbers';

/** The state of the connection as a sentence. */
export function syncWords(s: SyncState, dates: Dates): string {
  const count = s.pending;
  switch (s.state) {
    case 'alone':
      return m.sync_alone();
    case 'synced':
      return m.sync_synced();
    case 'sending':
      return count > 0 ? m.sync_sending({ count }) : m.sync_connecting();
    case 'offline': {
      const since = s.since ? m.sync_offline({ since: dates.short(s.since) }) : m.sync_offline_now();
      return count > 0 ? `${since} ${m.sync_offline_pending({ count })}` : `${since} ${m.sync_offline_work()}`;
    }
    case 'refused':
      return m.sync_refused({ count: s.refused });
    case 'snapshot':
      return s.total > 0 ? m.sync_snapshot({ done: bytes(s.done, locale()), total: bytes(s.total, locale()) }) : m.sync_snapshot_start();
    default:
      return s.problem?.text ?? m.sync_connecting();
  }
}

export const troubled = new Set(['offline', 'refused', 'signedOut', 'tooOld']);
