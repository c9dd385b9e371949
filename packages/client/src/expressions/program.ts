import { InvalidArgumentError } from '@pyloom/common';
import type { PendingCall } from '@pyloom/executor';
import type { Beginning } from './beginning';
import { Expression, join } from './expression';
import { keepSlots } from './slots';
import { argumentName, type Step } from './step';
import type { Wanted } from './wanted';

const read = 0;
const call = 1;
const operation = 2;

/** Where a value is: a register, and attributes of what is in there. */
interface Location {
  readonly register: number;
  readonly path: string;
}

/** Expressions as pyloom/_expressions.py evaluates them. */
export class Program {
  readonly #objects: Beginning[] = [];
  readonly #steps: unknown[][] = [];
  /** Those that the steps are made of. */
  readonly #stepsOf: Step[] = [];
  readonly #registers = new Map<Expression, number>();
  readonly #wanted: readonly Wanted[];

  /** `before`: what those stand for that were evaluated in earlier turns. */
  constructor(
    evaluated: readonly Expression[],
    before: ReadonlyMap<Expression, Beginning>,
    wanted: readonly Wanted[],
  ) {
    this.#wanted = wanted;
    for (const [expression, object] of before) this.#registers.set(expression, this.#place(object));
    for (const { from } of evaluated) if (!(from instanceof Expression)) this.#place(from);
    const named = new Set(evaluated.flatMap(({ operands }) => operands));
    for (const { expression } of wanted) named.add(expression);
    for (const each of evaluated) this.#add(each, named.has(each));
  }

  /** @throws InvalidArgumentError, ClosedError */
  call(): PendingCall {
    const outputs = this.#wanted.map(({ expression, isKept, isUsed }) => [
      this.#registers.get(expression),
      isKept,
      isUsed,
    ]);
    const operands = [...this.#objects.map(({ operand }) => operand), [this.#steps, outputs]];
    const pending = this.#home().place.evaluation(operands);
    pending.description = this.#wanted.at(-1)?.expression.describe();
    pending.argumentNames = (path) => this.#callersPath(path);
    keepSlots(pending, this.#registers);
    return pending;
  }

  /** The register of an object that expressions begin with. */
  #place(object: Beginning): number {
    const known = this.#objects.indexOf(object);
    return known < 0 ? this.#objects.push(object) - 1 : known;
  }

  /** `isNamed`: it needs a register of its own, whatever it is. */
  #add(expression: Expression, isNamed: boolean): void {
    const { step, from, operands } = expression;
    const hasSlots = operands.length > 0;
    if (step.kind === 'call') {
      this.#push(expression, call, from, step.args, step.kwargs ?? null, hasSlots);
    } else if (step.kind === 'operation') {
      this.#push(expression, operation, from, step.args, step.name, hasSlots);
    } else if (isNamed) {
      const { register, path } = this.#locate(expression);
      if (path === '') this.#registers.set(expression, register);
      else this.#push(expression, read, expression);
    }
  }

  #push(expression: Expression, kind: number, from: Expression | Beginning, ...more: unknown[]): void {
    const { register, path } = this.#locate(from);
    this.#steps.push([kind, register, path, ...more]);
    this.#stepsOf.push(expression.step);
    this.#registers.set(expression, this.#objects.length + this.#steps.length - 1);
  }

  #locate(each: Expression | Beginning): Location {
    if (!(each instanceof Expression)) return { register: this.#place(each), path: '' };
    const register = this.#registers.get(each);
    if (register !== undefined) return { register, path: '' };
    const from = this.#locate(each.from);
    return each.step.kind === 'read' ? { ...from, path: join(from.path, each.step.name) } : from;
  }

  /** The object whose place decides: a context keeps to its lane. */
  #home(): Beginning {
    const placed = this.#objects.filter(({ isPlaced }) => isPlaced);
    const [home = this.#objects[0] as Beginning, ...others] = placed;
    const other = others.find(({ place }) => place !== home.place);
    if (other === undefined) return home;
    throw new InvalidArgumentError(
      `${home.describe()} and ${other.describe()} are used by one expression, and are of different clients or contexts: await a value of the one, and pass it to the other`,
    );
  }

  /** The path of a value that cannot be sent, as it was given: `args[0]` of a call, the `key` of an item. */
  #callersPath(path: string): string {
    const parts = /^args\[\d+\]\[0\]\[(\d+)\]\[([34])\](?:\[(\d+)\])?(.*)$/s.exec(path);
    if (parts === null) return 'the object that it begins with';
    const [, index, place, argument, rest = ''] = parts;
    const step = this.#stepsOf[Number(index)];
    if (place === '4' || step === undefined || argument === undefined) return `kwargs${rest}`;
    return argumentName(step, Number(argument)) + rest;
  }
}
