import { ConversionError } from '@pyloom/core-native';

/**
 * An error about a value that cannot cross, as the caller sees the arguments: a function of the glue gets some of its
 * own in front of them. `names` are the names of those; what follows are the caller's `args`.
 */
export function fromCallersView(error: unknown, names: readonly string[]): unknown {
  if (!(error instanceof ConversionError)) return error;
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
