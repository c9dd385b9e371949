import { ConversionError } from '@pyloom/core-native';
import { fromCallersView } from '../calls/argument-paths';

/** Which item of a batch cannot be sent, and the error as whoever brought it sees it: the only argument. Undefined: it is no such error. */
export function readUnsentItem(error: unknown): { index: number; error: unknown } | undefined {
  if (!(error instanceof ConversionError)) return undefined;
  const [, index, rest] = /^args\[0\]\[(\d+)\](.*)$/s.exec(error.path) ?? [];
  if (index === undefined) return undefined;
  return { index: Number(index), error: fromCallersView(error, () => `args[0]${rest}`) };
}
