// The layers of ARCHITECTURE.md. Circles of files in TypeScript are the linter's (biome.json).
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../lib/paths.mjs';

/** @param {string} folder @param {RegExp} names */
function filesOf(folder, names) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => names.test(name) && !name.startsWith('build/'))
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

/** @param {string} text @param {RegExp} pattern */
function all(text, pattern) {
  return [...text.matchAll(pattern)].map(([, found = '']) => found);
}

/** Those that come back to where they began. @param {ReadonlyMap<string, ReadonlySet<string>>} arrows */
function circles(arrows) {
  return [...arrows.keys()].filter((start) => {
    const reached = new Set(arrows.get(start));
    for (const each of reached) for (const next of arrows.get(each) ?? []) reached.add(next);
    return reached.has(start);
  });
}

describe('the native core', () => {
  const sources = filesOf(join(root, 'packages/core-native/native'), /\.(h|cc)$/);
  const [, list = ''] =
    /is folders in layers: ([^;]*);/.exec(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')) ?? [];
  const layers = all(list, /`(\w+)`/g);

  it('is in the folders that ARCHITECTURE.md names', () => {
    expect([...new Set(sources.map(({ name }) => dirname(name)))].sort()).toEqual(layers.toSorted());
  });

  it('includes what lies below, never what lies above', () => {
    const wrong = sources.flatMap(({ name, text }) =>
      all(text, /#include "(\w+)\//g)
        .filter((layer) => layers.indexOf(layer) > layers.indexOf(dirname(name)))
        .map((layer) => `${name} includes ${layer}`),
    );
    expect(wrong).toEqual([]);
  });

  it('knows Node in binding alone', () => {
    const users = sources.filter(({ text }) => /#include <(node_api|js_native_api|uv)\.h>/.test(text));
    expect([...new Set(users.map(({ name }) => dirname(name)))]).toEqual(['binding']);
  });
});

it.each(['addon', 'client', 'common', 'core-native', 'executor', 'redis', 'semaphore', 'state', 'wire'])(
  'the folders of %s import each other in one direction',
  (name) => {
    /** @type {Map<string, Set<string>>} */
    const arrows = new Map();
    for (const { name: file, text } of filesOf(join(root, 'packages', name, 'src'), /(?<!\.test)\.ts$/)) {
      const [from = ''] = posix.dirname(file).split('/');
      for (const path of all(text, /(?:from|import\() ?'(\.[^']*)'/g)) {
        const [to = ''] = posix.dirname(posix.join(posix.dirname(file), path)).split('/');
        // What lies beside the folders is the package's face, and what all of them know.
        if (from !== '.' && to !== '.' && from !== to)
          arrows.set(from, (arrows.get(from) ?? new Set()).add(to));
      }
    }
    expect(circles(arrows)).toEqual([]);
  },
);

it('the modules of the Python glue import each other in one direction', () => {
  /** @type {Map<string, Set<string>>} */
  const arrows = new Map();
  for (const { name, text } of filesOf(join(root, 'packages/core-native/python/pyloom'), /^_\w+\.py$/)) {
    if (name === '__init__.py') continue;
    const imported = [
      ...all(text, /^ *from \.(\w+) import/gm),
      ...all(text, /^ *from \. import ([\w, ]+)/gm).flatMap((names) => names.split(', ')),
    ];
    arrows.set(name.slice(0, -3), new Set(imported));
  }
  expect(circles(arrows)).toEqual([]);
});
