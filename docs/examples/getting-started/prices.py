RATE = 0.2


def with_tax(amounts):
    return [amount * (1 + RATE) for amount in amounts]


class Basket:
    def __init__(self, owner):
        self.owner = owner
        self.items = {}

    def add(self, name, price):
        self.items[name] = price

    def total(self):
        return sum(self.items.values())
