import { beforeEach } from 'vitest';

/** The host function in which a test calls: what currentHostCall() of the core tells, once `withScope` has taken its place. */
export const scope = { current: undefined as unknown };

beforeEach(() => {
  scope.current = undefined;
});

/** What vi.mock('@pyloom/core-native') is to give. */
export async function withScope(original: () => Promise<object>): Promise<object> {
  return { ...(await original()), currentHostCall: () => scope.current };
}
