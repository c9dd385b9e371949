import { createPython, PythonError } from '@pyloom/client';

const py = await createPython();

await py.defineModule(
  'ledger',
  `
def withdraw(balance, amount):
    try:
        return balance[amount]
    except KeyError as error:
        raise ValueError(f"no such amount: {amount}") from error
`,
);

const error = await py.call('ledger', 'withdraw', [{}, 'ten']).catch((reason) => reason);
console.log(error instanceof PythonError, error.message);
console.log(error.cause.type, error.cause.pythonMessage);
console.log(error.traceback.includes('raise ValueError'), error.stack.includes('python-error.mjs'));

await py.close();
