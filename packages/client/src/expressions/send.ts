import { type CallLimits, evaluate, rejectTwin, until, waitWithin } from '@pyloom/executor';
import type { Beginning } from './beginning';
import { commonLimits } from './common-limits';
import { Expression } from './expression';
import { Output } from './output';
import { Program } from './program';
import { beginningOf } from './subject';
import type { Wanted } from './wanted';

/** Expressions of one turn go to Python; `ended` is told when all is over. */
export function send(expressions: readonly Expression[], ended: () => void): void {
  const evaluated = new Set<Expression>();
  const sentBefore = new Set<Expression>();
  for (const each of expressions) gather(each, evaluated, sentBefore);
  const inOrder = [...evaluated].sort((a, b) => a.number - b.number);
  const wanted = wantedOf(expressions, inOrder);
  for (const each of inOrder) leave(each);
  const { release, ...limits } = commonLimits(inOrder);
  const over = () => {
    release();
    ended();
  };
  if (sentBefore.size > 0) void sendLater(inOrder, sentBefore, wanted, limits, over);
  else sendNow(expressions, inOrder, wanted, limits, over);
}

/** Never throws: whoever ends a turn has nobody to tell. */
function sendNow(
  expressions: readonly Expression[],
  inOrder: readonly Expression[],
  wanted: readonly Wanted[],
  limits: CallLimits,
  ended: () => void,
): void {
  try {
    if (sendAlone(expressions, wanted, limits, ended)) return;
  } catch (error) {
    refuse(wanted, error, ended);
    return;
  }
  sendProgram(inOrder, new Map(), wanted, limits, ended);
}

/** Nothing of it is sent. */
function refuse(wanted: readonly Wanted[], error: unknown, ended: () => void): void {
  for (const { output } of wanted) rejectTwin(output, error);
  ended();
}

function gather(expression: Expression, evaluated: Set<Expression>, sentBefore: Set<Expression>): void {
  let each: Expression | Beginning = expression;
  while (each instanceof Expression && !evaluated.has(each)) {
    if (each.isSent) {
      sentBefore.add(each);
      return;
    }
    evaluated.add(each);
    for (const operand of each.operands) gather(operand, evaluated, sentBefore);
    each = each.from;
  }
}

function wantedOf(expressions: readonly Expression[], evaluated: readonly Expression[]): Wanted[] {
  const used = new Set(evaluated.flatMap((each) => [each.from, ...each.operands]));
  const wanted: Wanted[] = [];
  for (const expression of expressions) {
    const isUsed = used.has(expression);
    // Called, and nobody has asked yet: it may still be awaited, and its failure is an unhandled rejection otherwise.
    if (expression.value === undefined && expression.reference === undefined && !isUsed) {
      expression[expression.terms.isKept ? 'reference' : 'value'] = new Output();
    }
    const { value, reference } = expression;
    if (value !== undefined) wanted.push({ expression, output: value, isKept: false, isUsed });
    if (reference !== undefined) wanted.push({ expression, output: reference, isKept: true, isUsed });
  }
  return wanted;
}

/** It is sent, and settles once; one that calls nothing may be wanted anew. */
function leave(expression: Expression): void {
  expression.turn = undefined;
  if (expression.isRepeatable) {
    expression.value = undefined;
    expression.reference = undefined;
  } else {
    expression.isSent = true;
  }
}

/** A call or an attribute of an object, and nothing else: most are, and need no program. */
function sendAlone(
  [expression, ...others]: readonly Expression[],
  [wanted, ...more]: readonly Wanted[],
  limits: CallLimits,
  ended: () => void,
): boolean {
  if (expression === undefined || wanted === undefined || wanted.isKept) return false;
  if (others.length > 0 || more.length > 0 || expression.operands.length > 0) return false;
  const { step, from } = expression;
  let answer: Promise<unknown>;
  if (step.kind === 'operation') {
    if (step.name !== 'set' || from instanceof Expression) return false;
    answer = from.write(String(step.args[0]), step.args[1]);
  } else if (step.kind === 'call') {
    const found = from instanceof Expression ? from.path : { beginning: from, path: '' };
    // A module is no function, as Python says best.
    if (found === undefined || (found.path === '' && found.beginning.isPlaced)) return false;
    answer = found.beginning.call(found.path, step.args, { ...limits, kwargs: step.kwargs });
  } else {
    const found = expression.path;
    if (found === undefined) return false;
    answer = found.beginning.read(found.path, limits);
  }
  wanted.output.promiseResolve(until(ended, answer));
  return true;
}

/** What others go on from, and was sent in an earlier turn, comes first. */
async function sendLater(
  evaluated: readonly Expression[],
  sentBefore: ReadonlySet<Expression>,
  wanted: readonly Wanted[],
  limits: CallLimits,
  ended: () => void,
): Promise<void> {
  const before = new Map<Expression, Beginning>();
  const since = performance.now();
  const what = wanted.at(-1)?.expression.describe() ?? '';
  try {
    // All at once: none is left alone that rejects while another is awaited.
    const awaited = Promise.all(Array.from(sentBefore, (each) => each.later()));
    const values = await waitWithin(awaited, limits, since, what);
    Array.from(sentBefore, (each, i) => before.set(each, objectOf(each, values[i])));
  } catch (error) {
    refuse(wanted, error, ended);
    return;
  }
  sendProgram(evaluated, before, wanted, limits, ended, since);
}

function objectOf(expression: Expression, value: unknown): Beginning {
  const beginning = beginningOf(value);
  if (beginning !== undefined) return beginning;
  throw expression.hasCome();
}

function sendProgram(
  evaluated: readonly Expression[],
  before: ReadonlyMap<Expression, Beginning>,
  wanted: readonly Wanted[],
  limits: CallLimits,
  ended: () => void,
  since?: number,
): void {
  const outputs = wanted.map(({ output }) => output);
  try {
    evaluate(new Program(evaluated, before, wanted).call(), outputs, limits, ended, since);
  } catch (error) {
    refuse(wanted, error, ended);
  }
}
