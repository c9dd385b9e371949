/**
 * The names of the keys that belong together, in one slot of a cluster: what stands in braces decides on the slot. A name
 * that has braces already keeps its own.
 */
export function keyNames<K extends string>(base: string, parts: readonly K[]): Record<K, string> {
  const tagged = /\{[^}]+\}/.test(base) ? base : `{${base}}`;
  return Object.fromEntries(parts.map((part) => [part, `${tagged}:${part}`])) as Record<K, string>;
}
