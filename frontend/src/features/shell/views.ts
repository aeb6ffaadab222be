import Bell from '@lucide/svelte/icons/bell';
import Inbox from '@lucide/svelte/icons/inbox';
import List from '@lucide/svelte/icons/list';
import Settings from '@lucide/svelte/icons/settings';
import Sun from '@lucide/svelte/icons/sun';
import Users from '@lucide/svelte/icons/users';
import type { Component } from 'svelte';
import { m } from '../../lib/i18n';
import { counts } from '../../lib/state/counts.svelte';
import type { View } from '../../lib/state/view.svelte';

/** A section of the rail. One entry here makes a view known to the rail, to the keys and to the cheat-sheet. */
export interface Section {
  id: View;
  label: () => string;
  icon: typeof Sun;
  /** The second key of G + letter, by its place on the keyboard, and as it is shown. */
  key: string;
  hint: string;
  /** What waits for me there; nothing else is counted. */
  badge?: () => number;
  /** The view, when it is not a list of tickets beside a ticket. */
  load?: () => Promise<{ default: Component }>;
  /** At the foot of the rail. */
  foot?: boolean;
}

export const sections: Section[] = [
  { id: 'today', label: m.nav_today, icon: Sun, key: 'KeyT', hint: 'G T', badge: () => counts.today },
  { id: 'inbox', label: m.nav_inbox, icon: Inbox, key: 'KeyI', hint: 'G I', badge: () => counts.inbox },
  { id: 'tickets', label: m.nav_tickets, icon: List, key: 'KeyA', hint: 'G A' },
  { id: 'team', label: m.nav_team, icon: Users, key: 'KeyM', hint: 'G M', load: () => import('../team/Team.svelte') },
  {
    id: 'notices',
    label: m.nav_notices,
    icon: Bell,
    key: 'KeyN',
    hint: 'G N',
    badge: () => counts.notices,
    load: () => import('../notices/Notices.svelte'),
    foot: true,
  },
  {
    id: 'settings',
    label: m.nav_settings,
    icon: Settings,
    key: 'KeyS',
    hint: 'G S',
    load: () => import('../settings/Settings.svelte'),
    foot: true,
  },
];
