/** Every tarball, wherever another one depends on it too: none of these versions is on the registry. */
export function manifest(tarballs: Record<string, string>) {
  const names = Object.keys(tarballs);
  return {
    name: 'consumer',
    private: true,
    dependencies: Object.fromEntries(names.map((name) => [name, `file:${tarballs[name]}`])),
    overrides: Object.fromEntries(names.map((name) => [name, `$${name}`])),
  };
}
