/** A parameter: its name, '' for a pattern, and whether it may be left out or takes all that follow. */
export type Parameter = [name: string, kind: 'required' | 'optional' | 'rest'];

/**
 * What Python is told about a function when it asks: the name, and the parameters as the source has them; null where it has none
 * that can be read, as of a bound or a native function.
 */
export function describeFunction(fn: unknown): [name: string, parameters: Parameter[] | null] {
  if (typeof fn !== 'function') return ['', null];
  return [String(fn.name), parametersOf(Function.prototype.toString.call(fn))];
}

function parametersOf(source: string): Parameter[] | null {
  if (/^class\b/.test(source) || /\{\s*\[native code\]\s*\}\s*$/.test(source)) return null;
  const single = /^(?:async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=>/u.exec(source);
  if (single) return [[single[1] as string, 'required']];
  const open = source.indexOf('(');
  const parts = open < 0 ? undefined : splitList(source, open + 1);
  return parts?.map(describeParameter) ?? null;
}

function describeParameter(source: string): Parameter {
  const isRest = source.startsWith('...');
  const [, name = '', rest = ''] =
    /^([\p{ID_Start}$_][\p{ID_Continue}$]*)?(.*)$/su.exec(isRest ? source.slice(3) : source) ?? [];
  if (isRest) return [name, 'rest'];
  return [name, hasDefault(name === '' ? source : rest) ? 'optional' : 'required'];
}

/** Of a pattern its default stands behind the bracket that closes it. */
function hasDefault(source: string): boolean {
  if (!/^[[{]/.test(source)) return /^\s*=/.test(source);
  let depth = 0;
  for (let i = 0; i < source.length; i++) {
    depth += brackets[source[i] as string] ?? 0;
    if (depth === 0) return /^\s*=/.test(source.slice(i + 1));
  }
  return false;
}

const brackets: Readonly<Record<string, number>> = { '(': 1, '[': 1, '{': 1, ')': -1, ']': -1, '}': -1 };
/** A text, a template, or a comment: what is in it is no syntax. */
const opaque = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/y;

/** The parts between commas, from `start` to the bracket that closes the list; undefined if none does. */
function splitList(source: string, start: number): string[] | undefined {
  const parts: string[] = [];
  let part = '';
  let depth = 1;
  for (let i = start; i < source.length; i++) {
    opaque.lastIndex = i;
    const [skipped] = opaque.exec(source) ?? [];
    if (skipped !== undefined) {
      if (!skipped.startsWith('/')) part += skipped;
      i += skipped.length - 1;
      continue;
    }
    const character = source[i] as string;
    depth += brackets[character] ?? 0;
    if (depth > 1 || (depth === 1 && character !== ',')) {
      part += character;
      continue;
    }
    if (part.trim() !== '') parts.push(part.trim());
    if (depth === 0) return parts;
    part = '';
  }
  return undefined;
}
