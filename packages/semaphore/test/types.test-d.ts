// Checked by `pnpm typecheck`: nothing here runs.
import { expectTypeOf } from 'vitest';
import { isPyloomError, type OverloadedError, type Permit, Semaphore } from '../src/index';

const semaphore = new Semaphore({ max: 3, name: 'types', maxWaiting: 10 });

expectTypeOf(semaphore.current).toBeNumber();
expectTypeOf(semaphore.max).toBeNumber();
expectTypeOf(semaphore.waiting).toBeNumber();
expectTypeOf(semaphore.tryAcquire()).toEqualTypeOf<Permit | undefined>();
expectTypeOf(semaphore.acquire({ timeout: 5, signal: AbortSignal.timeout(5) })).toEqualTypeOf<
  Promise<Permit>
>();
expectTypeOf(semaphore.run(() => 42)).toEqualTypeOf<Promise<number>>();
expectTypeOf(semaphore.run(async () => 'text', { timeout: 5 })).toEqualTypeOf<Promise<string>>();
expectTypeOf<Permit>().toExtend<Disposable>();
expectTypeOf<OverloadedError>().toExtend<Error>();
expectTypeOf<OverloadedError['code']>().toEqualTypeOf<'ERR_PYLOOM_OVERLOADED'>();
expectTypeOf<OverloadedError['current']>().toBeNumber();

const caught: unknown = undefined;
if (isPyloomError(caught)) expectTypeOf(caught.code).toEqualTypeOf<`ERR_PYLOOM_${string}`>();

// @ts-expect-error the limits are read-only properties: setMax() changes one
semaphore.max = 5;
// @ts-expect-error an unknown option
new Semaphore({ maximum: 3 });
// @ts-expect-error not a number
void semaphore.acquire({ timeout: '5' });
