import { common, parse, printUsage } from './command-line';
import { type Diagnosis, diagnose } from './diagnosis';
import { UsageError } from './usage-error';

/** `pyloom doctor`: finds Python, loads and calls it, and tells how it went. Resolves with 1 when it did not go well. */
export async function doctor(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args, {
    ...common,
    json: { type: 'boolean' },
    ray: { type: 'string' },
  });
  if (values.help) return printUsage('doctor');
  if (positionals.length > 0) throw new UsageError(`'doctor' takes no argument '${positionals[0]}'`);
  const diagnosis = await diagnose(values.python, values.ray);
  const text = values.json ? JSON.stringify(diagnosis, undefined, 2) : readable(diagnosis);
  process.stdout.write(`${text}\n`);
  return diagnosis.ok ? 0 : 1;
}

function readable(diagnosis: Diagnosis): string {
  const { ok, versions, python, mode, unavailable, processes, ray, advice, installer, error } = diagnosis;
  const rows: [string, string][] = [
    ['pyloom', `${versions.pyloom}, Node.js ${versions.node}, ${versions.platform}`],
  ];
  if (python) {
    const build = python.freeThreadedBuild
      ? `, free-threaded, GIL ${python.gil ? 'on' : 'off'}`
      : ', with a GIL';
    rows.push(
      ['Python', `${python.version}${build}`],
      ['', `${python.executable} (${python.foundBy})`],
      ['libpython', python.library || 'none'],
      ['venv', python.venv ?? 'none'],
    );
  }
  if (mode) rows.push(['mode', `${mode.name}, ${mode.executors} at once`], ['', mode.reason]);
  for (const [name, reason] of Object.entries(unavailable ?? {})) rows.push([`not ${name}`, reason]);
  if (processes?.works === false) rows.push(['not process', processes.reason ?? '']);
  if (processes?.works === true && mode?.name !== 'process') {
    rows.push(['process', "works, as an experiment: createPython({ mode: 'process' })"]);
  }
  if (ray) {
    const mode = "as an experiment: createPython({ mode: 'ray' })";
    rows.push(['ray', ray.version === null ? 'not installed' : `${ray.version}, ${mode}`], ['', ray.how]);
    if (ray.cluster) rows.push(['cluster', `${ray.cluster.address}, ${ray.cluster.executors} at once`]);
  }
  rows.push(['installs with', installer]);
  for (const [i, { what, how }] of (advice ?? []).entries()) {
    rows.push([i === 0 ? 'faster with' : '', how], ['', what]);
  }
  if (advice?.length === 0) rows.push(['faster with', 'nothing that this command knows of']);
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  const table = rows.map(([name, value]) => `${name.padEnd(width)}${value}`).join('\n');
  return `${table}\n\n${ok ? `Python was ${mode?.name === 'process' ? 'started' : 'loaded'} and called: all is well.` : error?.message}`;
}
