import { types } from 'node:util';
import { describeValue, InvalidArgumentError } from '@pyloom/common';
import { hasBrand } from './brand';
import type { EncoderHooks } from './encoder-hooks';
import { Failure } from './failure';
import type { Scratch } from './scratch';
import { writeTimestamp } from './timestamp';
import { wireExtensions } from './wire-format';

const brand = Symbol.for('pyloom.naive');

/** A Date that crosses as a naive datetime. */
export class Naive {
  readonly date: Date;

  constructor(date: Date) {
    this.date = date;
  }

  get [brand](): true {
    return true;
  }

  static is(value: unknown): value is Naive {
    return hasBrand(value, brand);
  }
}

/**
 * Sends a Date as a naive `datetime`, in local time: what a naive one that comes from Python is taken for. For code that knows no
 * time zones, such as openpyxl, or that compares with naive times.
 * @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) unless `date` is a Date.
 */
export function naive(date: Date): Naive {
  if (!types.isDate(date)) {
    throw new InvalidArgumentError(`naive() takes a Date, not ${describeValue(date)}`);
  }
  return new Naive(date);
}

/** Bytes that are kept may be read where the local time is another. */
export function writeNaive(scratch: Scratch, hooks: EncoderHooks, { date }: Naive): void {
  if (!hooks.toPython) throw new Failure('naive() is for what Python is called with; store the Date itself');
  writeTimestamp(scratch, date, wireExtensions.naive);
}
