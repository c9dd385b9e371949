class Ledger {
  #balances = new Map();

  deposit(owner, amount) {
    if (!(amount > 0)) throw new RangeError(`cannot deposit ${amount}`);
    const balance = (this.#balances.get(owner) ?? 0) + amount;
    this.#balances.set(owner, balance);
    return balance;
  }
}

export default async function* callbacks(py, check) {
  const ledger = new Ledger();
  py.registerFunction('deposit', (owner, amount) =>
    ledger.deposit(owner, amount),
  );
  py.registerFunction('rate_for', async (balance) =>
    balance < 1000 ? 2 : 3,
  );
  await py.exec(`
from pyloom import JSError, call, deposit, rate_for

class Account:
    def __init__(self, owner):
        self.owner = owner

    def deposit(self, amount):
        return deposit(self.owner, amount)

    def add_interest(self):
        balance = call("deposit", self.owner, 500)
        return deposit(self.owner, balance * rate_for(balance) / 100)

    def try_to_deposit(self, amount):
        try:
            return self.deposit(amount)
        except JSError as error:
            return f"{error.name}: {error.message}"
`);
  const account = await py.call('__main__', 'Account', ['Ada']);
  yield `${account}`; // an object of Python's, and its methods
  yield check('methods call JavaScript', await account.deposit(700), 700);
  yield check('async functions too', await account.add_interest(), 1236);

  const caught = await account.try_to_deposit(-5);
  yield caught;
  yield check('Python catches', caught, 'RangeError: cannot deposit -5');

  const error = await account.deposit(-5).then(null, (error) => error);
  yield check('or lets through the very error', error instanceof RangeError);
}
