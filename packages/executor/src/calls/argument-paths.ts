import { ConversionError } from '@pyloom/core-native';

/**
 * What the caller knows the arguments of a function of the glue by: the names of its own, in front of the caller's `args`; or the
 * caller's path for one among them.
 */
export type ArgumentNames = readonly string[] | ((path: string) => string);

/** An error about a value that cannot cross, as the caller sees the arguments. */
export function fromCallersView(error: unknown, names: ArgumentNames): unknown {
  if (!(error instanceof ConversionError)) return error;
  if (typeof names === 'function') return new ConversionError(reasonOf(error), names(error.path));
  const [, number, rest] = /^args\[(\d+)\](.*)$/s.exec(error.path) ?? [];
  if (number === undefined || rest === undefined) return error;
  const index = Number(number);
  const root = names[index] ?? `args[${index - names.length}]`;
  return new ConversionError(reasonOf(error), root + rest);
}

/** An error about a value of a stream that cannot cross: `result[index]`, counted from the stream's first. */
export function fromReadersView(error: unknown, index: number): unknown {
  if (!(error instanceof ConversionError) || !/^item\b/.test(error.path)) return error;
  return new ConversionError(reasonOf(error), `result[${index}]${error.path.slice('item'.length)}`);
}

function reasonOf(error: ConversionError): string {
  return error.message.slice(`Cannot convert ${error.path}: `.length);
}
