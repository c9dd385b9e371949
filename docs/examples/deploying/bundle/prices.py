def with_tax(amounts):
    return [amount * 1.2 for amount in amounts]
