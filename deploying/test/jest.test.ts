import { expect, it } from 'vitest';
import { projectOf } from './project';

const project = projectOf('tests', ['jest@30.5.2']);
const jest = ['node_modules/jest/bin/jest.js', '--rootDir', '.', '--testMatch', '**/*.jest.cjs'];

it.each([
  ['in its worker processes', ['--maxWorkers=2']],
  ['in one process', ['--runInBand']],
])('Jest runs tests that call Python, %s', async (_, args) => {
  expect(await project.node(...jest, ...args)).toMatch(/Tests: +2 passed, 2 total/);
});
