import type { Python } from '../../src/index';

/** A module whose objects tell what happens to them. */
export async function defineThings(py: Python): Promise<void> {
  await py.defineModule(
    'things',
    `
import asyncio
made = []
called = []

class Thing:
    name = 'a name'
    length = 'a length'
    prototype = 'a prototype'
    constructor = 'a constructor'
    then = 'an attribute'
    def __init__(self, value=0):
        made.append(value)
        self.value = value
    def add(self, n=1, times=1):
        called.append(n)
        self.value += n * times
        return self.value
    def me(self): return self
    def items(self): return [self.value, self.value + 1, self.value + 2]
    def fail(self, text='no'): raise ValueError(text)
    def take(self, *values, **more): return [list(values), more]
    async def later(self, seconds=0):
        await asyncio.sleep(seconds)
        return self.value
    async def later_me(self):
        await asyncio.sleep(0)
        return self
    async def late_failure(self):
        await asyncio.sleep(0)
        raise ValueError('late')
    def query(self): return Query()
    def __call__(self, x=1, times=2): return x * times
    def __getitem__(self, key): return ['item', str(key)]
    def get(self, *args): return ['get', *args]
    set = call = apply = bind = str = toJSON = catch_ = get
    def __setitem__(self, key, value): self.value = [key, value]
    def __delitem__(self, key): self.value = ['deleted', key]
    def __len__(self): return 7
    def __str__(self): return 'a thing'
    def __repr__(self): return 'Thing()'
    def __add__(self, other): return self.value + other
    def __neg__(self): return -self.value
    def __contains__(self, x): return x == self.value

class Query:
    """As some libraries have them: refined, and awaited in the end."""
    def __init__(self, limit=None): self.limit = limit
    def first(self, limit): return Query(limit)
    def __await__(self):
        yield from asyncio.sleep(0).__await__()
        return f'first {self.limit}'

async def gate(): return asyncio.Event()
async def open(event): event.set()
def take(*values, **more): return [list(values), more]
def total(*things): return sum(thing.value for thing in things)
def total_of(things): return total(*things)
def log(): return [list(made), list(called)]
def forget():
    made.clear()
    called.clear()
`,
  );
}
