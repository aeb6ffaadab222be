import type * as Desk from '../../../wailsjs/go/app/Desk';
import type { app } from '../../../wailsjs/go/models';

/** What crosses the bridge is plain JSON: the generated classes without their methods. */
export type Plain<T> = T extends (infer U)[]
  ? Plain<U>[]
  : T extends object
    ? { [K in keyof T as K extends 'convertValues' ? never : K]: Plain<T[K]> }
    : T;

type PlainArgs<A extends unknown[]> = { [I in keyof A]: Plain<A[I]> };

/** Every bound method, under its own name. */
export type Calls = {
  [K in keyof typeof Desk]: (...args: PlainArgs<Parameters<(typeof Desk)[K]>>) => Promise<Plain<Awaited<ReturnType<(typeof Desk)[K]>>>>;
};

/** The calls and the stream of events: all that the frontend knows of Go. */
export type Api = Calls & { onEvent(fn: (e: GoEvent) => void): () => void };

export interface GoEvent {
  seq: number;
  name: string;
  data: unknown;
}

export type Boot = Plain<app.Boot>;
export type Person = Plain<app.Person>;
export type Problem = Plain<app.Problem>;
export type Settings = Plain<app.Settings>;
export type TicketQuery = Plain<app.TicketQuery>;
export type TicketPage = Plain<app.TicketPage>;
export type TicketRow = Plain<app.TicketRow>;
export type TicketDetail = Plain<app.TicketDetail>;
export type Link = Plain<app.Link>;
export type Action = Plain<app.Action>;
export type Estimate = Plain<app.Estimate>;
export type Stage = Plain<app.Stage>;
export type Draft = Plain<app.Draft>;
export type Plan = Plain<app.Plan>;
export type Message = Plain<app.Message>;
export type TimeEntry = Plain<app.TimeEntry>;
export type HistoryLine = Plain<app.HistoryLine>;
export type FieldChange = Plain<app.FieldChange>;
export type Team = Plain<app.Team>;
export type Worker = Plain<app.Worker>;
export type Piece = Plain<app.Piece>;
export type PersonDay = Plain<app.PersonDay>;
export type Timer = Plain<app.Timer>;
export type SyncState = Plain<app.SyncState>;
export type Refusal = Plain<app.Refusal>;
export type Receipt = Plain<app.Receipt>;
export type NewTicket = Plain<app.NewTicket>;
export type Classify = Plain<app.Classify>;
export type PlanTicket = Plain<app.PlanTicket>;
export type ClientRow = Plain<app.ClientRow>;
export type Ref = Plain<app.Ref>;
export type Notice = Plain<app.Notice>;
export type Template = Plain<app.Template>;
export type Counts = Plain<app.Counts>;
export type InvitationView = Plain<app.InvitationView>;

/** What to ask for again; the bindings do not list the shapes of events. */
export interface Changed {
  tickets: string[];
  all: boolean;
}
