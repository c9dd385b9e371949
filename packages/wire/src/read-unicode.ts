import { Failure } from './failure';

/** Node has it on every Buffer, and it works on any Uint8Array; its types leave it out. */
const { ucs2Slice } = Buffer.prototype as unknown as {
  ucs2Slice(this: Uint8Array, start: number, end: number): string;
};

const keptUnits = 16 * 1024;
const kept = new Uint16Array(keptUnits);

/**
 * UTF-8, and with `surrogates` the form that carries lone surrogates too. By hand, because Node 20 takes four
 * times as long for Chinese, and puts U+FFFD where the bytes are wrong.
 */
export function readUnicode(bytes: Uint8Array, start: number, end: number, surrogates: boolean): string {
  const units = end - start <= keptUnits ? kept : new Uint16Array(end - start);
  let length = 0;
  let i = start;
  while (i < end) {
    const lead = bytes[i] as number;
    if (lead < 0x80) {
      units[length++] = lead;
      i++;
    } else if (lead < 0xe0) {
      if (lead < 0xc2 || i + 2 > end) throw malformed(i - start);
      const second = (bytes[i + 1] as number) ^ 0x80;
      if (second > 0x3f) throw malformed(i - start);
      units[length++] = ((lead & 0x1f) << 6) | second;
      i += 2;
    } else if (lead < 0xf0) {
      if (i + 3 > end) throw malformed(i - start);
      const second = (bytes[i + 1] as number) ^ 0x80;
      const third = (bytes[i + 2] as number) ^ 0x80;
      const unit = ((lead & 0x0f) << 12) | (second << 6) | third;
      if ((second | third) > 0x3f || unit < 0x800) throw malformed(i - start);
      if (!surrogates && (unit & 0xf800) === 0xd800) throw malformed(i - start);
      units[length++] = unit;
      i += 3;
    } else {
      if (lead > 0xf4 || i + 4 > end) throw malformed(i - start);
      const second = (bytes[i + 1] as number) ^ 0x80;
      const third = (bytes[i + 2] as number) ^ 0x80;
      const fourth = (bytes[i + 3] as number) ^ 0x80;
      const point = ((lead & 0x07) << 18) | (second << 12) | (third << 6) | fourth;
      if ((second | third | fourth) > 0x3f || point < 0x10000 || point > 0x10ffff) throw malformed(i - start);
      units[length++] = 0xd7c0 + (point >> 10);
      units[length++] = 0xdc00 | (point & 0x3ff);
      i += 4;
    }
  }
  return ucs2Slice.call(new Uint8Array(units.buffer, 0, 2 * length), 0, 2 * length);
}

function malformed(at: number): Failure {
  return new Failure(`a text is not UTF-8 at byte ${at}`);
}
