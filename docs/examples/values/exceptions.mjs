import { createPython, PythonError } from '@pyloom/client';

const py = await createPython();
await py.defineModule(
  'shop',
  `def order(sku, stock):
    try:
        return stock[sku]
    except KeyError as error:
        raise LookupError(f"no {sku} in stock") from error
`,
);

try {
  await py.call('shop', 'order', ['tea', {}]);
} catch (error) {
  console.log(error instanceof PythonError, error.type, error.module, error.pythonMessage);
  console.log(error.cause.type, error.cause.pythonMessage);
  console.log(error.traceback.includes('raise LookupError(f"no {sku} in stock") from error'));
}
await py.close();
