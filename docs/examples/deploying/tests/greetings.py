def greet(name):
    if not name:
        raise ValueError("nobody to greet")
    return f"Hello, {name}"
