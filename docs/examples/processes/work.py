from concurrent.futures import ProcessPoolExecutor


def square(n):
    return n * n


def squares(numbers):
    with ProcessPoolExecutor(2) as processes:
        return list(processes.map(square, numbers))
