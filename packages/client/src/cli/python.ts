import { parse, printUsage } from './command-line';
import { UsageError } from './usage-error';

/** `pyloom python`: the Pythons of this machine, and how to get another one. */
export async function python(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args, {
    help: { type: 'boolean', short: 'h' },
    from: { type: 'string' },
    json: { type: 'boolean' },
    python: { type: 'string', short: 'p' },
    requirement: { type: 'string', short: 'r' },
    venv: { type: 'string' },
  });
  const [operation, ...words] = positionals;
  if (values.help) return printUsage('python');
  const { help: _, ...options } = values;
  const only = (...known: readonly (keyof typeof options)[]) => {
    const other = Object.keys(options).find((name) => !(known as readonly string[]).includes(name));
    if (other !== undefined) throw new UsageError(`'python ${operation}' takes no --${other}`);
  };
  const atMostOne = () => {
    if (words.length > 1) throw new UsageError(`'python ${operation}' takes no second word '${words[1]}'`);
    return words[0];
  };
  switch (operation) {
    case 'list':
      only('json');
      if (words.length > 0) throw new UsageError(`'python list' takes no word '${words[0]}'`);
      return (await import('./python-list')).list(options.json === true);
    case 'install':
      only('from', 'venv');
      return (await import('./python-install')).install(atMostOne(), options);
    case 'pack':
      only('python', 'requirement');
      return (await import('./python-install')).pack(atMostOne(), options);
    default:
      throw new UsageError(
        operation === undefined
          ? "'python' needs a word: list, install or pack"
          : `there is no 'python ${operation}'`,
      );
  }
}
