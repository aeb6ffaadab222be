import * as Desk from '../../../wailsjs/go/app/Desk';
import { EventsOn } from '../../../wailsjs/runtime/runtime';
import type { Api, Calls, GoEvent } from './types';

/** The name under which Go sends every event; what it is stands in the event itself, with its number. */
const stream = 'desk';

export const wails: Api = {
  ...(Desk as unknown as Calls),
  onEvent: (fn) => EventsOn(stream, (e: GoEvent) => fn(e)),
};
