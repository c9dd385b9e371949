/**
 * Starts another Node than the running one, from the package of npm that holds it for this platform. npx keeps it in npm's cache,
 * and lets scripts below it that start `node` start the same.
 *
 * @param {string} version '24', or all of it
 * @returns {[command: string, ...args: string[]]} what to put before a script; the running Node, if it is that version
 */
export function commandOfNode(version) {
  if (`${process.versions.node}.`.startsWith(`${version}.`)) return [process.execPath];
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  return ['npx', '--yes', '--prefer-offline', `--package=${name}@${version}`, '--', 'node'];
}
