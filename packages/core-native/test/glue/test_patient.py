import os
import sys
import unittest

import harness  # noqa: F401
from pyloom import _patient

SIZE = 8192


def interrupted_once(function):
    """Calls it with an interrupt as the first function of _patient returns, when all of its work is done."""
    struck = []

    def trace(frame, event, _argument):
        if frame.f_code.co_filename != _patient.__file__:
            return trace
        if event == "return" and not struck:
            struck.append(True)
            raise KeyboardInterrupt
        return trace

    sys.settrace(trace)
    try:
        function()
    except KeyboardInterrupt:
        pass
    finally:
        sys.settrace(None)
    return bool(struck)


class Interrupts(unittest.TestCase):
    def setUp(self):
        self.reader, self.writer = os.pipe()
        self.addCleanup(os.close, self.reader)
        self.addCleanup(os.close, self.writer)

    def stream(self):
        # Its buffer is smaller than the pipe; by default, from 3.14 on, it would be larger.
        return _patient.patient(open(self.writer, "w", SIZE, encoding="utf-8", closefd=False))

    def test_what_is_written_when_an_interrupt_strikes_comes_once(self):
        stream = self.stream()
        stream.write("ready\n")
        self.assertTrue(interrupted_once(stream.flush))
        stream.flush()
        self.assertEqual(os.read(self.reader, 100), b"ready\n")

    def test_so_does_a_text_that_is_longer_than_the_buffer(self):
        stream = self.stream()
        text = "x" * 3 * SIZE
        self.assertTrue(interrupted_once(lambda: (stream.write(text), stream.flush())))
        stream.flush()
        self.assertEqual(os.read(self.reader, 2 * len(text)), text.encode())

    def test_a_full_pipe_is_waited_for(self):
        import threading

        os.set_blocking(self.writer, False)
        stream = self.stream()
        text = "y" * 300_000
        thread = threading.Thread(target=lambda: (stream.write(text), stream.flush()))
        thread.start()
        read = 0
        while read < len(text):
            read += len(os.read(self.reader, 65_536))
        thread.join()
        self.assertEqual(read, len(text))


if __name__ == "__main__":
    unittest.main()
