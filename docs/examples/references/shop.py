class Basket:
    def __init__(self, owner):
        self.owner = owner
        self.items = []

    def add(self, name, count=1):
        self.items.append([name, count])
        return self

    def __getitem__(self, key):
        return self.items[key]

    def __call__(self, rebate):
        return f"{self.owner} saves {rebate} %"

    def broken(self):
        raise ValueError("no such tea")
