const identifier = /^[\p{XID_Start}_][\p{XID_Continue}]*$/u;

/** Whether Python takes it for a name, keywords included. */
export function isIdentifier(text: string): boolean {
  return identifier.test(text);
}

/** Whether it can be the name of a module: `'a'`, `'a.b'`. */
export function isModuleName(text: string): boolean {
  return text.split('.').every(isIdentifier);
}
