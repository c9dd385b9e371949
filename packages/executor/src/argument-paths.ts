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
  const reason = error.message.slice(`Cannot convert ${error.path}: `.length);
  return new ConversionError(reason, root + rest);
}
