"""Imports the Python half outside Node: what its native half would do is recorded here instead."""

import os
import sys
import types

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "python"))


class Core(types.ModuleType):
    """Stands in for the built-in module `_pyloom_core`."""

    def __init__(self):
        super().__init__("_pyloom_core")
        self.reset()

    def reset(self):
        self.events = []
        self.sent = []
        self.listening = True
        self.interpreter = 0
        self.lane = 1
        self.call = None

    def emit(self, kind, payload):
        if self.listening:
            self.events.append((kind, payload))
        return self.listening

    def listens(self, kind):
        return self.listening

    def send(self, value):
        self.sent.append(value)

    def interpreter_id(self):
        return self.interpreter

    def called_module(self):
        return None

    def call_id(self):
        return self.call

    def interpreter_number(self):
        return self.interpreter_id()

    def lane_number(self):
        return self.lane_id()

    def lane_id(self):
        return self.lane

    def is_bound(self):
        return False

    def forget_home(self, module):
        pass

    def shield(self, function):
        return function

    shield_firmly = shield_body = let_interrupts_through = shield

    def without_new_threads(self, function):
        return function()


core = Core()
sys.modules["_pyloom_core"] = core

# The package without its __init__, which needs the rest of the native half.
package = types.ModuleType("pyloom")
package.__path__ = [os.path.join(HERE, "..", "..", "python", "pyloom")]
sys.modules["pyloom"] = package
