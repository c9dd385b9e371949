import { types } from 'node:util';
import type { MessageWriter } from './message-writer';

/** [name, message, stack]: what pyloom.JSError is made of. The error itself, whatever it is, is attached. */
export function describeJsError(error: unknown, writer: MessageWriter): [string, string, string] {
  writer.hold(error);
  if (!(error instanceof Error || types.isNativeError(error))) return ['Error', textOf(error), ''];
  return [propertyText(error, 'name'), propertyText(error, 'message'), propertyText(error, 'stack')];
}

function propertyText(error: Error, key: 'name' | 'message' | 'stack'): string {
  try {
    return textOf(error[key] ?? '');
  } catch {
    return ''; // a getter that throws itself
  }
}

/** The text of whatever was thrown, which may be anything. */
function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
