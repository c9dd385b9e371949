/** The layout of what crosses between JavaScript and the native half (native/frames). All little-endian. */

/** Frames to the core. The header: u32 length, u8 type, 3 bytes of its own. */
export const sent = { call: 1, reply: 2, release: 3 } as const;

/** Frames from the core. The header: u32 length, u8 type, u8 status, u16: of a result, how long its call has waited. */
export const received = {
  result: 1,
  hostCall: 2,
  event: 3,
  release: 4,
  started: 6,
  warning: 7,
  item: 8,
  hostCallEnded: 9,
} as const;

/** How a call ended: the status of a `result` frame. */
export const status = {
  ok: 0,
  pythonError: 1,
  conversion: 2,
  reroute: 3,
  closed: 4,
  interrupted: 5,
  crashed: 6,
} as const;

/** Milliseconds that a call waited until a lane began it, of a result's header; undefined where that is not known. */
export function waitOf(code: number): number | undefined {
  return code === 0xffff ? undefined : ((code & 0xfff) << (code >> 12)) / 1000;
}

export const replyValue = 1;
export const replyError = 2;

export const flagKeywords = 1;
export const flagBroadcast = 2;

export const noCaller = 0xffffffff;

/** Bytes in front of the payload, header included. */
export const headerSize = {
  call: 48,
  reply: 24,
  release: 20,
  result: 16,
  item: 16,
  hostCall: 32,
  event: 12,
  release_: 12,
} as const;
