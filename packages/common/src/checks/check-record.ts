import { InvalidArgumentError } from '../errors/invalid-argument-error';
import { describeValue } from './describe-value';

/** Whether its names and values are all that there is to it, whichever realm made it. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Refuses what is no plain object: of a Map, or an instance of a class, the names and values that it stands for would be
 * dropped in silence. `what` says what it is, and of what: 'kwargs', 'an object of keyword arguments'.
 */
export function checkRecord(
  what: string,
  kind: string,
  value: unknown,
): asserts value is Record<string, unknown> {
  if (isRecord(value)) return;
  const advice = value instanceof Map ? ': write Object.fromEntries(map)' : '';
  throw new InvalidArgumentError(`${what} must be ${kind}, not ${describeValue(value)}${advice}`);
}

/** The same, for what Node makes as well: `process.env` is no plain object. */
export function checkTable(
  what: string,
  kind: string,
  value: unknown,
): asserts value is Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !(Symbol.iterator in value)) return;
  checkRecord(what, kind, value);
}
