import type { Api } from './types';

export type * from './types';

/** The one api. It is set before anything is mounted, so nothing runs at import time. */
export let api: Api;

export function useApi(a: Api): void {
  api = a;
}

/** Go writes an empty slice that was never made as null. */
export function list<T>(xs: T[] | null | undefined): T[] {
  return xs ?? [];
}
