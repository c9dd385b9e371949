import { createPython } from '@pyloom/client';

const py = await createPython();

await py.exec(`
def countdown(n):
    try:
        while n:
            yield n
            n -= 1
    finally:
        print("landed")
`);
for await (const n of py.stream('__main__', 'countdown', [1000000])) {
  if (n < 999998) break; // closes the generator: its finally block runs
  console.log(n);
}

await py.close();
