import { createPython } from '@pyloom/client';

const py = await createPython();

await py.exec(`
def primes():
    found = []
    n = 2
    try:
        while True:
            if all(n % p for p in found):
                found.append(n)
                yield n
            n += 1
    finally:
        print("closed")
`);

const few = [];
for await (const prime of py.stream('__main__', 'primes')) {
  few.push(prime);
  if (few.length === 8) break; // closes the generator
}
console.log(few.join(' '));

await py.close();
