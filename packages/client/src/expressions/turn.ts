import type { Dispatcher } from '@pyloom/executor';
import type { Beginning } from './beginning';
import { Expression } from './expression';
import { Output } from './output';
import { send } from './send';
import { beginningOf } from './subject';

/** Node's own, should a test have put others in their places. */
const { nextTick } = process;

/**
 * Expressions that go to Python together, when their turn of the event loop ends: they were made of each other. Others of the same
 * turn go by themselves, so that they run side by side.
 */
export class Turn {
  /** Those that have not ended. */
  static readonly #open = new Set<Turn>();
  #expressions: Expression[] = [];
  readonly #held = new Set<Beginning>();

  /** The expression is evaluated at the end of this turn, with what it is made of. */
  static include(expression: Expression): void {
    if (expression.turn !== undefined || expression.isSent) return;
    const turns = new Set<Turn>();
    const beginnings = new Set<Beginning>();
    explore(expression, turns, beginnings);
    const [first = Turn.#begin(), ...others] = turns;
    for (const other of others) first.#absorb(other);
    first.#add(expression, beginnings);
  }

  /** In the asynchronous context of whoever made the first of its expressions. */
  static #begin(): Turn {
    const turn = new Turn();
    Turn.#open.add(turn);
    // Behind whatever else is to be done in this turn.
    queueMicrotask(() => nextTick(() => turn.#end()));
    return turn;
  }

  #add(expression: Expression, beginnings: Iterable<Beginning>): void {
    expression.turn = this;
    this.#expressions.push(expression);
    for (const beginning of beginnings) {
      if (this.#held.has(beginning)) continue;
      try {
        beginning.hold();
      } catch (error) {
        this.#refuse(expression, error);
        return;
      }
      this.#held.add(beginning);
    }
  }

  #refuse(expression: Expression, error: unknown): void {
    this.#expressions.pop();
    expression.isSent = true;
    expression.turn = undefined;
    if (expression.reference === undefined) expression.value ??= new Output();
    expression.value?.promiseReject(error);
    expression.reference?.promiseReject(error);
  }

  #absorb(other: Turn): void {
    for (const expression of other.#expressions) expression.turn = this;
    this.#expressions.push(...other.#expressions);
    for (const beginning of other.#held) {
      if (this.#held.has(beginning)) beginning.release();
      else this.#held.add(beginning);
    }
    other.#expressions = [];
    other.#held.clear();
  }

  /** At once, before something that ends what has not begun: the close of that client, or of a context of it. */
  static endAllOf(client: Dispatcher): void {
    for (const turn of Turn.#open) if (turn.#isOf(client)) turn.#end();
  }

  #isOf(client: Dispatcher): boolean {
    for (const { place } of this.#held) if (place.dispatcher === client) return true;
    return false;
  }

  #end(): void {
    Turn.#open.delete(this);
    const expressions = this.#expressions;
    this.#expressions = [];
    if (expressions.length === 0) this.#release();
    else send(expressions, () => this.#release());
  }

  #release(): void {
    for (const beginning of this.#held) beginning.release();
  }
}

/** Its value, for somebody who wants it: from now on it is to be evaluated. */
export function wantValue(expression: Expression): Promise<unknown> {
  if (expression.terms.isKept) return wantReference(expression);
  if (expression.isSent && expression.value === undefined) return valueOfKept(expression);
  expression.value ??= new Output();
  const { promise } = expression.value;
  Turn.include(expression);
  return promise;
}

/** The same for a reference to what it gives. */
export function wantReference(expression: Expression): Promise<unknown> {
  if (expression.isSent && expression.reference === undefined) return objectOfSent(expression);
  expression.reference ??= new Output();
  const { promise } = expression.reference;
  Turn.include(expression);
  return promise;
}

/** It was sent when nobody had asked for its value: there is one if a reference to what it gave was asked for. */
async function valueOfKept(expression: Expression): Promise<unknown> {
  const object = beginningOf(await expression.later());
  return object?.read('', {});
}

/** The same for a reference, where what it gave has no counterpart in JavaScript. */
async function objectOfSent(expression: Expression): Promise<unknown> {
  const given = await expression.later();
  if (beginningOf(given) === undefined) throw expression.hasCome();
  return given;
}

/** What an expression is made of, that which was sent before excepted: the turns that have it already, and where it begins. */
function explore(expression: Expression, turns: Set<Turn>, beginnings: Set<Beginning>): void {
  let each: Expression | Beginning = expression;
  while (each instanceof Expression) {
    if (each.turn !== undefined) {
      turns.add(each.turn as Turn);
      return;
    }
    if (each.isSent) return;
    for (const operand of each.operands) explore(operand, turns, beginnings);
    for (const object of each.objects) beginnings.add(object);
    each = each.from;
  }
  beginnings.add(each);
}
