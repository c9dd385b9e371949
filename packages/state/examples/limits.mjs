import { SharedState } from '@pyloom/state';

const cache = new SharedState({ maxEntries: 2, maxBytes: 1_000_000 });

for (const name of ['a', 'b', 'c']) {
  try {
    cache.set(name, { name });
  } catch (error) {
    console.log(error.code, cache.size);
  }
}
