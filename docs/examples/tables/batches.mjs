import { createPython } from '@pyloom/client';

const py = await createPython();
await py.exec(`
import pandas as pd

def parts():
    for day in (28, 29):
        yield pd.DataFrame({'day': [day, day], 'sold': [day * 2, day * 3]})
`);

for await (const part of py.stream('__main__', 'parts', [], { highWaterMark: 2 })) {
  const table = await part.$arrow();
  console.log(table.numRows, table.column('sold').data);
}
await py.close();
