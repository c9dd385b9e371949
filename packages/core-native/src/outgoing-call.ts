import type { FunctionKey } from './function-key';
import type { HostCallScope } from './host-call';
import type { PoolKind } from './pool-kind';

/** A call on its way to the core: which function, with what, and where it may run. */
export interface OutgoingCall {
  readonly key: FunctionKey;
  readonly args: readonly unknown[];
  readonly kwargs?: Readonly<Record<string, unknown>> | undefined;
  readonly pool: PoolKind;
  readonly interpreter?: number | undefined;
  readonly lane?: number | undefined;
  readonly parent?: HostCallScope | undefined;
  /** The starts of the paths in errors. Default: 'args' and 'kwargs'. */
  readonly roots?: { readonly args?: string; readonly kwargs?: string } | undefined;
  /** Run in every interpreter; the key under which it is remembered for those to come, '' for not at all. */
  readonly broadcast?: string | undefined;
}
