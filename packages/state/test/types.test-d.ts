// Checked by `pnpm typecheck`: nothing here runs.
import { expectTypeOf } from 'vitest';
import { type ConversionError, isPyloomError, SharedState, type StateFullError } from '../src/index';

const state = new SharedState({ name: 'types', maxEntries: 5, maxBytes: 1000 });

expectTypeOf(state.size).toBeNumber();
expectTypeOf(state.get('k')).toBeUnknown();
expectTypeOf(state.get<string>('k')).toEqualTypeOf<string | undefined>();
expectTypeOf(state.keys('prefix')).toEqualTypeOf<string[]>();
expectTypeOf(state.incr('k', 5n)).toEqualTypeOf<number | bigint>();
expectTypeOf(state.compareAndSet('k', 1, 2)).toBeBoolean();
expectTypeOf<StateFullError['code']>().toEqualTypeOf<'ERR_PYLOOM_STATE_FULL'>();
expectTypeOf<ConversionError>().toExtend<TypeError>();

const caught: unknown = undefined;
if (isPyloomError(caught)) expectTypeOf(caught.code).toEqualTypeOf<`ERR_PYLOOM_${string}`>();

// @ts-expect-error read-only
state.size = 5;
// @ts-expect-error an unknown option
new SharedState({ entries: 3 });
// @ts-expect-error a key is a string
state.get(5);
