import { Failure } from './failure';
import type { Scratch } from './scratch';
import { wireExtensions } from './wire-format';
import { writeExtensionHeader } from './write-header';

const two32 = 2 ** 32;
/** The years 1 to 9999, which Python's datetime has. */
const earliest = Date.parse('0001-01-01T00:00:00.000Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

const time = Date.prototype.getTime;

/** MessagePack's timestamp, in the shortest of its three forms; or another extension of the same payload. */
export function writeTimestamp(
  scratch: Scratch,
  date: Date,
  extension: number = wireExtensions.timestamp,
): void {
  const milliseconds = time.call(date);
  if (Number.isNaN(milliseconds)) throw new Failure('the Date is invalid');
  if (milliseconds < earliest || milliseconds > latest) {
    throw new Failure(`${date.toISOString()} is outside the years 1 to 9999, which Python's datetime has`);
  }
  const seconds = Math.floor(milliseconds / 1000);
  const nanoseconds = (milliseconds - seconds * 1000) * 1e6;
  if (seconds < 0 || seconds >= 2 ** 34) {
    writeExtensionHeader(scratch, extension, 12);
    const { view, position } = scratch;
    view.setUint32(position, nanoseconds);
    view.setBigInt64(position + 4, BigInt(seconds));
    scratch.position = position + 12;
  } else if (nanoseconds > 0 || seconds >= two32) {
    writeExtensionHeader(scratch, extension, 8);
    const { view, position } = scratch;
    view.setUint32(position, nanoseconds * 4 + Math.floor(seconds / two32));
    view.setUint32(position + 4, seconds);
    scratch.position = position + 8;
  } else {
    writeExtensionHeader(scratch, extension, 4);
    scratch.view.setUint32(scratch.position, seconds);
    scratch.position += 4;
  }
}

/** A Date keeps milliseconds: finer digits are cut off. */
export function readTimestamp(payload: DataView): Date {
  const [seconds, nanoseconds] = split(payload);
  if (nanoseconds >= 1e9) throw new Failure(`a timestamp has ${nanoseconds} nanoseconds`);
  const date = new Date(seconds * 1000 + Math.floor(nanoseconds / 1e6));
  if (Number.isNaN(time.call(date)))
    throw new Failure(`a timestamp of ${seconds} seconds is beyond what Date has`);
  return date;
}

function split(payload: DataView): [seconds: number, nanoseconds: number] {
  switch (payload.byteLength) {
    case 4:
      return [payload.getUint32(0), 0];
    case 8: {
      const high = payload.getUint32(0);
      return [(high & 3) * two32 + payload.getUint32(4), high >>> 2];
    }
    case 12:
      return [Number(payload.getBigInt64(4)), payload.getUint32(0)];
    default:
      throw new Failure(`a timestamp has ${payload.byteLength} bytes, not 4, 8 or 12`);
  }
}
