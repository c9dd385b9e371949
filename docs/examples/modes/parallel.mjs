import { createPython } from '@pyloom/client';

const py = await createPython();

await py.defineModule(
  'letters',
  `
from collections import Counter

def most_common(text):
    return Counter(filter(str.isalpha, text.lower())).most_common(1)[0]
`,
);

const texts = ['Sleepless', 'Abracadabra', '42'];
const outcomes = await py.parallel(texts.map((text) => ['letters', 'most_common', [text]]));
for (const [i, { status, value, reason }] of outcomes.entries()) {
  console.log(texts[i], status, value ?? reason.type);
}

await py.close();
