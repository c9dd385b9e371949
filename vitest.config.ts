import { join } from 'node:path';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import demo from './apps/demo/vitest.config.ts';
import deploying from './deploying/vitest.config.ts';
import docs from './docs/vitest.config.ts';
import e2e from './e2e/vitest.config.ts';
import libraries from './libraries/vitest.config.ts';
import addon from './packages/addon/vitest.config.ts';
import asgi from './packages/asgi/vitest.config.ts';
import client from './packages/client/vitest.config.ts';
import common from './packages/common/vitest.config.ts';
import coreNative from './packages/core-native/vitest.config.ts';
import executor from './packages/executor/vitest.config.ts';
import redis from './packages/redis/vitest.config.ts';
import semaphore from './packages/semaphore/vitest.config.ts';
import state from './packages/state/vitest.config.ts';
import wire from './packages/wire/vitest.config.ts';
import ray from './ray/vitest.config.ts';
import { folderOf, suites } from './scripts/lib/suites.mjs';
import type { Suite } from './scripts/lib/types.ts';
import scripts from './scripts/vitest.config.ts';

/** The Pythons that the suites run on, the oldest first, and whether in processes too: named by scripts/test.mjs. */
const matrix: readonly { label: string; path?: string; processes: boolean }[] = JSON.parse(
  process.env.PYLOOM_TEST_MATRIX ?? '[{ "label": "python", "processes": true }]',
);

const configs: Record<string, TestProjectInlineConfiguration> = {
  scripts,
  addon,
  common,
  wire,
  semaphore,
  state,
  redis,
  'core-native': coreNative,
  executor,
  client,
  asgi,
  demo,
  docs,
  e2e,
  libraries,
  deploying,
  ray,
};

/** All suites, with a project of vitest for each on each Python: 'client 3.13t'. One run of it keeps all cores at work. */
export default defineConfig({ test: { projects: suites.flatMap(projectsOf) } });

/** What stands at the bottom breaks first. And what measures time without Python finds no Python beside it. */
function stageOf({ name, python }: Suite): number {
  if (python === 'no') return 0;
  return folderOf(name).startsWith('packages/') ? 1 : 2;
}

function projectsOf(suite: Suite): TestProjectInlineConfiguration[] {
  if (suite.python === 'no') return inColumn(suite, 'node');
  const pythons = suite.python === 'one' ? matrix.slice(-1) : matrix;
  const environmentOf = ({ label, path }: (typeof matrix)[number]) => ({
    PYLOOM_TEST_LABEL: label,
    ...(path && { PYLOOM_PYTHON: path }),
  });
  const columns = pythons.flatMap((python) =>
    inColumn(suite, python.label, {
      env: environmentOf(python),
      // The newest Python is the last.
      left: python.label === matrix.at(-1)?.label ? [] : suite.once,
    }),
  );
  const { ofThreads } = suite;
  if (ofThreads === undefined || process.platform !== 'linux') return columns;
  const inProcesses = pythons
    .filter(({ processes }) => processes)
    .flatMap((python) =>
      inColumn(suite, `${python.label} process`, {
        env: { ...environmentOf(python), PYLOOM_TEST_MODE: 'process' },
        left: [...(suite.once ?? []), ...ofThreads],
      }),
    );
  return [...columns, ...inProcesses];
}

function inColumn(
  suite: Suite,
  label: string,
  { env = {}, left = [] }: { env?: Record<string, string>; left?: readonly string[] } = {},
): TestProjectInlineConfiguration[] {
  const folder = join(import.meta.dirname, folderOf(suite.name));
  const { test: { projects = [{}], ...common } = {}, ...vite } = configs[suite.name] ?? {};
  return (projects as TestProjectInlineConfiguration[]).map(({ test: own }) => ({
    ...vite,
    root: folder,
    test: {
      ...common,
      ...own,
      name: [suite.name, label, ...(own?.name === 'threads' ? ['threads'] : [])].join(' '),
      env: { ...env, PYLOOM_TEST_FOLDER: folder },
      setupFiles: join(import.meta.dirname, 'vitest.folder.ts'),
      sequence: { groupOrder: stageOf(suite) },
      exclude: [...(common.exclude ?? []), ...left],
    },
  }));
}
