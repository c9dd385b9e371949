import threading
import unittest

import harness  # noqa: F401
from pyloom._threads import _MethodOfLock


class Condition(threading.Condition):
    __enter__ = _MethodOfLock("__enter__")
    __exit__ = _MethodOfLock("__exit__")


class Counting(Condition):
    entered = 0

    def __enter__(self):
        self.entered += 1
        return super().__enter__()


class Asking(Condition):
    def __enter__(self):
        return Condition.__enter__(self)

    def __exit__(self, *error):
        return Condition.__exit__(self, *error)


class ConditionsOfLocks(unittest.TestCase):
    def test_give_with_the_methods_of_their_lock(self):
        lock = threading.Lock()
        condition = Condition(lock)
        self.assertEqual(condition.__enter__, lock.__enter__)
        with condition as entered:
            self.assertTrue(entered and lock.locked())
        self.assertFalse(lock.locked())

    def test_are_left_by_errors(self):
        condition = Condition()
        with self.assertRaises(KeyError):
            with condition:
                raise KeyError
        self.assertTrue(condition.acquire(blocking=False))

    def test_wait_and_notify(self):
        condition, told = Condition(), []

        def wait():
            with condition:
                condition.wait_for(lambda: told)

        waiting = threading.Thread(target=wait)
        waiting.start()
        with condition:
            told.append(True)
            condition.notify()
        waiting.join()

    def test_may_be_asked_by_subclasses(self):
        for condition in (Counting(), Asking()):
            with condition:
                self.assertTrue(condition._is_owned())
            self.assertFalse(condition._is_owned())


if __name__ == "__main__":
    unittest.main()
