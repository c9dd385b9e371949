import { createPython } from '@pyloom/client';

const py = await createPython({
  converters: {
    'decimal.Decimal': 'str',
    'datetime.date': 'isoformat',
    'datetime.timedelta': async (delta) => (await delta.total_seconds()) * 1000,
  },
});

console.log(await py.call('decimal', 'Decimal', ['19.90']));
console.log(await py.eval('[__import__("datetime").date(2024, 2, 29)]'));
console.log(await py.eval('__import__("datetime").timedelta(minutes=1)'));
await py.close();
