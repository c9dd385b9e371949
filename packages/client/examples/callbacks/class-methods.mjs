// A method asks JavaScript, which calls another method of the very same object.
import { createPython } from '@pyloom/client';

const py = await createPython({ maxConcurrent: 1 });

py.registerFunction('confirm', async (account, amount) => {
  const balance = await account.available();
  if (amount > balance) throw new RangeError(`${amount} of ${balance}`);
  return account.take(amount);
});

await py.exec(`
import pyloom

class Account:
    def __init__(self, balance):
        self.balance = balance

    def available(self):
        return self.balance

    def take(self, amount):
        self.balance -= amount
        return f'{amount} taken, {self.balance} left'

    def pay(self, amount):
        try:
            return pyloom.confirm(self, amount)
        except pyloom.JSError as error:
            return f'refused: {error.message}'

account = Account(100)
`);
const account = await py.eval('account');
console.log(await account.pay(30));
console.log(await account.pay(80));
console.log(await account.balance);

await py.close();
