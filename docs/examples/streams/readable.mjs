import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createPython } from '@pyloom/client';

const py = await createPython();

await py.exec(`
import csv, io

def rows(count):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\\n")
    for n in range(count):
        writer.writerow([n, f"item {n}", n % 2 == 0])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
`);

await pipeline(Readable.from(py.stream('__main__', 'rows', [3])), process.stdout, { end: false });

await py.close();
