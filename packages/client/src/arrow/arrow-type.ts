/** A type with its parameters, as the IPC format and the classes of apache-arrow name them. */
export interface ArrowType {
  /** Of the union `Type` of Schema.fbs. */
  readonly typeId: number;
  readonly bitWidth?: number;
  readonly isSigned?: boolean;
  readonly precision?: number;
  readonly scale?: number;
  readonly unit?: number;
  readonly timezone?: string | null;
  readonly byteWidth?: number;
  readonly listSize?: number;
  /** Of a union: 0 is sparse, 1 dense. */
  readonly mode?: number;
  readonly typeIds?: ArrayLike<number>;
}

export const typeIds = {
  null: 1,
  int: 2,
  float: 3,
  binary: 4,
  utf8: 5,
  bool: 6,
  decimal: 7,
  date: 8,
  time: 9,
  timestamp: 10,
  interval: 11,
  list: 12,
  struct: 13,
  union: 14,
  fixedSizeBinary: 15,
  fixedSizeList: 16,
  map: 17,
  duration: 18,
  largeBinary: 19,
  largeUtf8: 20,
  largeList: 21,
  runEndEncoded: 22,
  binaryView: 23,
  utf8View: 24,
  listView: 25,
  largeListView: 26,
} as const;

const int = (bitWidth: number, isSigned: boolean): ArrowType => ({ typeId: typeIds.int, bitWidth, isSigned });
const unitOf = 'smun';

const byFormat: Readonly<Record<string, ArrowType>> = {
  n: { typeId: typeIds.null },
  c: int(8, true),
  C: int(8, false),
  s: int(16, true),
  S: int(16, false),
  i: int(32, true),
  I: int(32, false),
  l: int(64, true),
  L: int(64, false),
  e: { typeId: typeIds.float, precision: 0 },
  f: { typeId: typeIds.float, precision: 1 },
  g: { typeId: typeIds.float, precision: 2 },
  z: { typeId: typeIds.binary },
  u: { typeId: typeIds.utf8 },
  b: { typeId: typeIds.bool },
  tdD: { typeId: typeIds.date, unit: 0 },
  tdm: { typeId: typeIds.date, unit: 1 },
  tts: { typeId: typeIds.time, unit: 0, bitWidth: 32 },
  ttm: { typeId: typeIds.time, unit: 1, bitWidth: 32 },
  ttu: { typeId: typeIds.time, unit: 2, bitWidth: 64 },
  ttn: { typeId: typeIds.time, unit: 3, bitWidth: 64 },
  tiM: { typeId: typeIds.interval, unit: 0 },
  tiD: { typeId: typeIds.interval, unit: 1 },
  tin: { typeId: typeIds.interval, unit: 2 },
  tDs: { typeId: typeIds.duration, unit: 0 },
  tDm: { typeId: typeIds.duration, unit: 1 },
  tDu: { typeId: typeIds.duration, unit: 2 },
  tDn: { typeId: typeIds.duration, unit: 3 },
  '+l': { typeId: typeIds.list },
  '+s': { typeId: typeIds.struct },
  '+m': { typeId: typeIds.map },
  Z: { typeId: typeIds.largeBinary },
  U: { typeId: typeIds.largeUtf8 },
  '+L': { typeId: typeIds.largeList },
  '+r': { typeId: typeIds.runEndEncoded },
  vz: { typeId: typeIds.binaryView },
  vu: { typeId: typeIds.utf8View },
  '+vl': { typeId: typeIds.listView },
  '+vL': { typeId: typeIds.largeListView },
};

/** What a format string of the C data interface says; undefined if it is not known. */
export function typeOfFormat(format: string): ArrowType | undefined {
  const plain = byFormat[format];
  if (plain !== undefined) return plain;
  const colon = format.indexOf(':');
  const parameters = format.slice(colon + 1);
  const numbers = parameters.split(',').map(Number);
  const [first, second] = numbers;
  switch (format.slice(0, colon)) {
    case 'd':
      return { typeId: typeIds.decimal, precision: first, scale: second, bitWidth: numbers[2] ?? 128 };
    case 'w':
      return { typeId: typeIds.fixedSizeBinary, byteWidth: first };
    case '+w':
      return { typeId: typeIds.fixedSizeList, listSize: first };
    case '+us':
    case '+ud':
      return {
        typeId: typeIds.union,
        mode: format.startsWith('+ud') ? 1 : 0,
        typeIds: parameters === '' ? [] : numbers,
      };
    default:
      return /^ts[smun]:/.test(format)
        ? {
            typeId: typeIds.timestamp,
            unit: unitOf.indexOf(format[2] as string),
            timezone: parameters || null,
          }
        : undefined;
  }
}

/** The other way round. */
export function formatOfType(type: ArrowType): string | undefined {
  switch (type.typeId) {
    case typeIds.decimal: {
      const { precision, scale, bitWidth = 128 } = type;
      return `d:${precision},${scale}${bitWidth === 128 ? '' : `,${bitWidth}`}`;
    }
    case typeIds.fixedSizeBinary:
      return `w:${type.byteWidth}`;
    case typeIds.fixedSizeList:
      return `+w:${type.listSize}`;
    case typeIds.union:
      return `+u${type.mode === 1 ? 'd' : 's'}:${Array.from(type.typeIds ?? []).join(',')}`;
    case typeIds.timestamp:
      return `ts${unitOf[type.unit as number]}:${type.timezone ?? ''}`;
    default:
      return Object.keys(byFormat).find((format) => isLike(type, byFormat[format] as ArrowType));
  }
}

function isLike(type: ArrowType, plain: ArrowType): boolean {
  return (Object.keys(plain) as (keyof ArrowType)[]).every((key) => type[key] === plain[key]);
}

/** The bytes of a value, where all have as many; undefined for other types. */
export function byteWidthOf({
  typeId,
  bitWidth = 64,
  precision = 0,
  unit = 0,
  byteWidth,
}: ArrowType): number | undefined {
  switch (typeId) {
    case typeIds.int:
    case typeIds.decimal:
    case typeIds.time:
      return bitWidth / 8;
    case typeIds.float:
      return 2 << precision;
    case typeIds.date:
      return unit === 0 ? 4 : 8;
    case typeIds.interval:
      return 4 << unit;
    case typeIds.timestamp:
    case typeIds.duration:
      return 8;
    default:
      return typeId === typeIds.fixedSizeBinary ? byteWidth : undefined;
  }
}
