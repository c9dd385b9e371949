/** What an expression adds to the one, or the object, that it goes on from. */
export type Step =
  | { readonly kind: 'read'; readonly name: string }
  | {
      readonly kind: 'call';
      readonly args: readonly unknown[];
      readonly kwargs: Record<string, unknown> | undefined;
    }
  /** One of the Python half's: pyloom/_operations.py. */
  | { readonly kind: 'operation'; readonly name: string; readonly args: readonly unknown[] }
  /** Limits alone. */
  | { readonly kind: 'same' };

/** What a message calls the arguments of an operation. */
const argumentNames: Readonly<Record<string, readonly string[]>> = {
  item: ['key'],
  setItem: ['key', 'value'],
  delItem: ['key'],
  set: ['name', 'value'],
  op: ['operator', 'other'],
};

/** The name of an argument of the step; `index` counts from 0. */
export function argumentName(step: Step, index: number): string {
  const name = step.kind === 'operation' ? argumentNames[step.name]?.[index] : undefined;
  return name ?? `args[${index}]`;
}

/** What a message shows of a step, behind what it goes on from. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case 'read':
      return `.${step.name}`;
    case 'call':
      return '()';
    case 'operation':
      return `.$${step.name}()`;
    case 'same':
      return '';
  }
}
