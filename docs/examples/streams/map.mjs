import { createPython } from '@pyloom/client';

const py = await createPython();

await py.defineModule(
  'texts',
  `
from collections import Counter

def most_common(text):
    return text, Counter(filter(str.isalpha, text.lower())).most_common(1)[0][0]
`,
);

async function* texts() {
  yield 'Sleepless'; // lines of a file, rows of a database, messages of a queue
  yield 'Abracadabra';
  yield 'Mississippi';
}

for await (const [text, letter] of py.map('texts', 'most_common', texts(), { ordered: true })) {
  console.log(text, letter);
}

await py.close();
