import { InvalidArgumentError } from '@pyloom/common';
import type { AttributeHandle, ExpressionHandle } from '@pyloom/core-native';
import type { CallLimits } from '@pyloom/executor';
import type { Beginning } from './beginning';
import type { Output } from './output';
import { slotIn } from './slots';
import { describeStep, type Step } from './step';

let newest = 0;

/** How it is evaluated. */
export interface ExpressionTerms {
  readonly limits?: CallLimits;
  /** Whether what it gives stays in Python, whoever wants it. */
  readonly isKept?: boolean;
}

/** Something that is to be evaluated in Python: what makes another of an object or of an expression. */
export class Expression implements ExpressionHandle {
  readonly kind = 'PyExpression';
  /** They are evaluated in the order in which they were made. */
  readonly number = ++newest;
  /** It calls nothing, and gives something else each time. */
  readonly isRepeatable: boolean;
  /** That which sends it, until that is done. */
  turn: object | undefined = undefined;
  isSent = false;
  /** For those who want its value, and a reference to it. */
  value: Output | undefined = undefined;
  reference: Output | undefined = undefined;

  constructor(
    readonly from: Expression | Beginning,
    readonly step: Step,
    /** Those among the arguments, which are evaluated first. */
    readonly operands: readonly Expression[],
    /** Objects among the arguments, which are held until they have been sent. */
    readonly objects: readonly Beginning[],
    readonly terms: ExpressionTerms,
  ) {
    this.isRepeatable =
      step.kind !== 'call' &&
      (!(from instanceof Expression) || from.isRepeatable) &&
      operands.every((each) => each.isRepeatable);
  }

  /** As an argument: where it is nothing but attributes of an object, these are found where they arrive. */
  get attribute(): AttributeHandle | undefined {
    const found = this.path;
    return found && { owner: found.beginning.owner, path: found.path };
  }

  /** Of nothing but attributes: the object, and the dotted name. */
  get path(): { readonly beginning: Beginning; readonly path: string } | undefined {
    const { step, from } = this;
    if (step.kind !== 'read' && step.kind !== 'same') return undefined;
    const before = from instanceof Expression ? from.path : { beginning: from, path: '' };
    return step.kind === 'same' || before === undefined
      ? before
      : { ...before, path: join(before.path, step.name) };
  }

  sentBy(call: object | undefined): AttributeHandle | string {
    return (
      slotIn(call, this) ??
      `${this.describe()} is evaluated at the end of the turn that it was made in: await it first`
    );
  }

  /** What others go on from in a later turn. */
  async later(): Promise<unknown> {
    const output = this.reference ?? this.value;
    if (output !== undefined) return output.promise;
    throw new InvalidArgumentError(
      `${this.describe()} was evaluated in an earlier turn of the event loop, for what was made of it then, and is not kept: await it, or its .$ref, when it is made`,
    );
  }

  /** Why nothing can be made of it any more. */
  hasCome(): Error {
    return new InvalidArgumentError(
      `${this.describe()} was evaluated in an earlier turn of the event loop, and its value is in JavaScript: go on from it in the same turn, or await its .$ref`,
    );
  }

  /** What messages call it. */
  describe(): string {
    return this.from.describe() + describeStep(this.step);
  }

  /** As a text in JavaScript. */
  toText(): string {
    return `<${this.describe()}>`;
  }
}

/** Dotted names, of which the first may be ''. */
export function join(before: string, name: string): string {
  return before === '' ? name : `${before}.${name}`;
}
