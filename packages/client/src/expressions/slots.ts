import type { AttributeHandle, ExpressionHandle } from '@pyloom/core-native';

/** By the calls that evaluate them: the registers of expressions that are among the arguments of others. */
const registers = new WeakMap<object, ReadonlyMap<ExpressionHandle, number>>();

export function keepSlots(call: object, slots: ReadonlyMap<ExpressionHandle, number>): void {
  registers.set(call, slots);
}

/** What stands for the expression among the arguments of what that call evaluates. */
export function slotIn(call: object | undefined, expression: ExpressionHandle): AttributeHandle | undefined {
  const register = call && registers.get(call)?.get(expression);
  return register === undefined ? undefined : { owner: 'pyloom._expressions', path: `slot_${register}` };
}
