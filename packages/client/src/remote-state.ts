import type { RemoteFunction } from '@pyloom/core-native';

/** A store on another machine, such as RedisState of `@pyloom/redis`. JavaScript uses it by methods of its own. */
export interface RemoteState {
  /**
   * What Python calls as `pyloom.state_get`, `state_set`, `state_delete`, `state_keys`, `state_clear`, `state_incr` and `state_decr`: a
   * function for each of these names, from the arguments in the wire format to the result in it. StateFullError, TypeError and
   * RangeError of pyloom's packages become those of Python's SharedState, everything else a JSError. One more, `state_direct`, may tell workers of a
   * cluster how they reach the database themselves.
   */
  remoteFunctions(): Readonly<Record<string, RemoteFunction>>;
}

/** By its shape, as for stores of this process. */
export function isRemoteState(state: unknown): state is RemoteState {
  return typeof (state as Partial<RemoteState> | null)?.remoteFunctions === 'function';
}
