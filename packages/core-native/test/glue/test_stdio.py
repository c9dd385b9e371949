import io
import threading
import unittest

from harness import core
from pyloom._stdio import LineStream


class Lines(unittest.TestCase):
    def setUp(self):
        core.reset()
        self.original = io.StringIO()
        self.stream = LineStream("stdout", self.original)

    def texts(self):
        return [text for _, text in core.events]

    def test_passes_on_whole_lines(self):
        print("a", "b", file=self.stream)
        print("c", file=self.stream)
        self.assertEqual(self.texts(), ["a b\n", "c\n"])
        self.assertEqual(core.events[0][0], "stdout")

    def test_keeps_a_piece_until_its_newline(self):
        self.stream.write("half")
        self.assertEqual(self.texts(), [])
        self.stream.write(" and half\nnext")
        self.assertEqual(self.texts(), ["half and half\n"])
        self.stream.flush()
        self.assertEqual(self.texts(), ["half and half\n", "next"])

    def test_passes_several_lines_on_together(self):
        self.stream.write("one\ntwo\nthr")
        self.assertEqual(self.texts(), ["one\ntwo\n"])

    def test_does_not_mix_the_lines_of_two_threads(self):
        self.stream.write("mine")
        thread = threading.Thread(target=lambda: print("theirs", file=self.stream))
        thread.start()
        thread.join()
        self.stream.write("\n")
        self.assertEqual(self.texts(), ["theirs\n", "mine\n"])

    def test_flushes_the_pieces_of_threads_that_have_ended(self):
        thread = threading.Thread(target=lambda: self.stream.write("last words"))
        thread.start()
        thread.join()
        self.stream.flush()
        self.assertEqual(self.texts(), [])
        self.stream.flush_pieces()
        self.assertEqual(self.texts(), ["last words"])

    def test_writes_to_the_original_while_nobody_listens(self):
        core.listening = False
        print("to the original", file=self.stream)
        self.assertEqual(self.original.getvalue(), "to the original\n")

    def test_survives_an_original_that_is_gone(self):
        core.listening = False
        stream = LineStream("stderr", None)
        print("nowhere", file=stream)
        stream.flush()
        self.original.close()
        self.stream.flush()

    def test_is_a_text_stream_for_others(self):
        self.assertTrue(self.stream.writable())
        self.assertFalse(self.stream.isatty())
        self.assertEqual(self.stream.write("é"), 1)
        with self.assertRaises(TypeError):
            self.stream.write(b"bytes")


if __name__ == "__main__":
    unittest.main()
