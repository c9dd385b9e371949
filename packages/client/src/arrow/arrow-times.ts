const dayLength = 86_400_000;

/** Per millisecond, or milliseconds per unit. */
const unitsPerMillisecond: Readonly<Record<string, bigint>> = { m: 1n, u: 1000n, n: 1_000_000n };

/** The day's beginning in UTC. */
export function dateOfDays(days: number): Date {
  return new Date(days * dayLength);
}

/** A moment, cut to the millisecond. One without a zone is local time, as a naive datetime is. */
export function dateOfUnits(count: bigint, unit: string, hasZone: boolean): Date {
  const per = unitsPerMillisecond[unit];
  const milliseconds = per === undefined ? count * 1000n : floorDivide(count, per);
  const moment = new Date(Number(milliseconds));
  return hasZone ? moment : asLocal(moment);
}

function floorDivide(count: bigint, by: bigint): bigint {
  const quotient = count / by;
  return count % by < 0n ? quotient - 1n : quotient;
}

function asLocal(utc: Date): Date {
  const local = new Date(0);
  local.setFullYear(utc.getUTCFullYear(), utc.getUTCMonth(), utc.getUTCDate());
  local.setHours(utc.getUTCHours(), utc.getUTCMinutes(), utc.getUTCSeconds(), utc.getUTCMilliseconds());
  return local;
}
