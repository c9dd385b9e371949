/** A type as the core describes it: what the Arrow C data interface says of it. */
export type SchemaDescription = readonly [
  format: string,
  name: string,
  flags: number,
  children: readonly SchemaDescription[],
  dictionary: SchemaDescription | null,
  /** As the interface lays it out. */
  metadata: Uint8Array | null,
];

/** A column, or what one is made of. */
export interface ArrowField {
  readonly name: string;
  /** As pyarrow writes it: 'int64', 'string', 'timestamp[us, tz=UTC]', 'list<item: double>'. */
  readonly type: string;
  readonly nullable: boolean;
  /** The format string of the Arrow C data interface. */
  readonly format: string;
  readonly children: readonly ArrowField[];
  /** Of the values that its numbers stand for. */
  readonly dictionary?: ArrowField;
}

/** Bits of the flags of a type. */
export const fieldFlags = { ordered: 1, nullable: 2, keysSorted: 4 } as const;

const names: Readonly<Record<string, string>> = {
  n: 'null',
  b: 'bool',
  c: 'int8',
  C: 'uint8',
  s: 'int16',
  S: 'uint16',
  i: 'int32',
  I: 'uint32',
  l: 'int64',
  L: 'uint64',
  e: 'halffloat',
  f: 'float',
  g: 'double',
  z: 'binary',
  Z: 'large_binary',
  vz: 'binary_view',
  u: 'string',
  U: 'large_string',
  vu: 'string_view',
  tdD: 'date32[day]',
  tdm: 'date64[ms]',
  tts: 'time32[s]',
  ttm: 'time32[ms]',
  ttu: 'time64[us]',
  ttn: 'time64[ns]',
  tDs: 'duration[s]',
  tDm: 'duration[ms]',
  tDu: 'duration[us]',
  tDn: 'duration[ns]',
  tiM: 'month_interval',
  tiD: 'day_time_interval',
  tin: 'month_day_nano_interval',
};

const nested: Readonly<Record<string, string>> = {
  '+l': 'list',
  '+L': 'large_list',
  '+vl': 'list_view',
  '+vL': 'large_list_view',
  '+s': 'struct',
  '+m': 'map',
  '+r': 'run_end_encoded',
};

const units: Readonly<Record<string, string>> = { s: 's', m: 'ms', u: 'us', n: 'ns' };

/** Whether its first buffer are bits that tell which rows are there. */
export function hasValidity(format: string): boolean {
  return format !== 'n' && format !== '+r' && !format.startsWith('+u');
}

export function describeField([format, name, flags, children, dictionary]: SchemaDescription): ArrowField {
  const field = {
    name,
    nullable: (flags & fieldFlags.nullable) !== 0,
    format,
    children: children.map(describeField),
  };
  if (dictionary === null) return { ...field, type: nameOf(format, field.children) };
  const values = describeField(dictionary);
  return {
    ...field,
    type: `dictionary<values=${values.type}, indices=${nameOf(format, [])}>`,
    dictionary: values,
  };
}

function nameOf(format: string, children: readonly ArrowField[]): string {
  const name = names[format];
  if (name !== undefined) return name;
  const parameters = format.slice(format.indexOf(':') + 1);
  if (format.startsWith('d:')) return decimalName(parameters);
  if (format.startsWith('w:')) return `fixed_size_binary[${parameters}]`;
  if (format.startsWith('ts')) {
    const unit = units[format[2] as string];
    return parameters === '' ? `timestamp[${unit}]` : `timestamp[${unit}, tz=${parameters}]`;
  }
  const inner = children.map((child) => `${child.name}: ${child.type}`).join(', ');
  if (format.startsWith('+w:')) return `fixed_size_list<${inner}>[${parameters}]`;
  if (format.startsWith('+ud:')) return `dense_union<${inner}>`;
  if (format.startsWith('+us:')) return `sparse_union<${inner}>`;
  return `${nested[format] ?? format}<${inner}>`;
}

function decimalName(parameters: string): string {
  const [precision, scale, bits = '128'] = parameters.split(',');
  return `decimal${bits}(${precision}, ${scale})`;
}
