import os


def get_files():
    for name in sorted(os.listdir()):
        yield name
