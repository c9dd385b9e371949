import io
import threading
import types
import unittest

from harness import Core, core
from pyloom import _whole_prints
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


class Stream(unittest.TestCase):
    """What programs do with sys.stdout, as it is documented in Python."""

    def setUp(self):
        core.reset()
        self.bytes = io.BytesIO()
        self.original = io.TextIOWrapper(self.bytes, encoding="utf-8", newline="\n")
        self.stream = LineStream("stdout", self.original)

    def tearDown(self):
        core.reset()

    def written(self):
        self.stream.flush()
        return self.bytes.getvalue()

    def test_is_a_text_wrapper_with_all_that_belongs_to_one(self):
        self.assertIsInstance(self.stream, io.TextIOWrapper)
        self.assertIsInstance(self.stream.buffer, io.BufferedIOBase)
        self.assertEqual((self.stream.encoding, self.stream.errors, self.stream.newlines), ("utf-8", "strict", None))
        self.assertEqual((self.stream.line_buffering, self.stream.write_through), (False, False))
        self.assertEqual((self.stream.name, self.stream.mode), ("<stdout>", "w"))
        self.assertFalse(self.stream.seekable() or self.stream.readable() or self.stream.closed)

    def test_bytes_go_where_the_text_goes_in_order(self):
        self.stream.write("a")
        self.stream.buffer.write(b"b\n")
        self.stream.writelines(["c\n", "d"])
        self.stream.buffer.raw.write(bytearray(b"e\nf"))
        self.stream.write("g\n")
        self.assertEqual("".join(text for _, text in core.events), "ab\nc\nde\nfg\n")
        core.listening = False
        self.stream.write("a")
        self.stream.buffer.write(memoryview(b"b\xff"))
        self.stream.write("c\n")
        self.assertEqual(self.written(), b"ab\xffc\n")

    def test_a_character_may_come_in_two_parts(self):
        for part in (b"\xc3", b"\xa9\n", b"\xff\n"):
            self.stream.buffer.write(part)
        self.assertEqual([text for _, text in core.events], ["\xe9\n", "\ufffd\n"])

    def test_reconfigure_reaches_the_original(self):
        core.listening = False
        self.stream.reconfigure(encoding="latin-1", errors="replace", line_buffering=True)
        print("\xe9\u20ac", file=self.stream)
        self.assertEqual(self.written(), b"\xe9?\n")
        self.assertEqual((self.stream.encoding, self.stream.errors, self.stream.line_buffering), ("latin-1", "replace", True))

    def test_write_through_does_not_wait_for_a_newline(self):
        core.listening = False
        self.stream.reconfigure(write_through=True)
        self.stream.write(".")
        self.assertEqual(self.bytes.getvalue(), b".")

    def test_a_lone_surrogate_is_left_to_errors(self):
        def emit(kind, text):
            text.encode()
            return Core.emit(core, kind, text)

        def picky(kind, text):
            try:
                return emit(kind, text)
            except UnicodeEncodeError as error:
                raise TypeError("cannot cross") from error

        core.emit = picky
        try:
            with self.assertRaises(UnicodeEncodeError):
                print("\udc80", file=self.stream)
            self.stream.reconfigure(errors="backslashreplace")
            print("\udc80", file=self.stream)
        finally:
            del core.emit
        self.assertEqual([text for _, text in core.events], ["\\udc80\n"])

    def test_other_wrappers_around_the_buffer_arrive(self):
        wrapper = io.TextIOWrapper(self.stream.buffer, encoding="utf-8", line_buffering=True)
        print("wrapped", file=wrapper)
        detached = io.TextIOWrapper(self.stream.detach(), encoding="utf-8")
        print("detached", file=detached)
        detached.flush()
        self.assertEqual([text for _, text in core.events], ["wrapped\n", "detached\n"])
        with self.assertRaises(ValueError):
            self.stream.write("nowhere")
        self.stream.flush_pieces()

    def test_closed_is_closed(self):
        self.stream.write("last")
        self.stream.close()
        self.assertTrue(self.stream.closed and self.stream.buffer.closed)
        self.assertEqual([text for _, text in core.events], ["last"])
        for attempt in (lambda: self.stream.write("x"), self.stream.flush, lambda: self.stream.buffer.write(b"x")):
            with self.assertRaises(ValueError):
                attempt()
        self.stream.flush_pieces()
        self.assertFalse(self.original.closed)


class WholePrints(unittest.TestCase):
    """Streams that pass on each piece as it comes, as with PYTHONUNBUFFERED."""

    def setUp(self):
        core.reset()
        core.listening = False
        self.writes = []
        test = self

        class Raw(io.RawIOBase):
            def writable(self):
                return True

            def write(self, data):
                test.writes.append(bytes(data))
                return len(data)

        original = io.TextIOWrapper(Raw(), encoding="utf-8", newline="\n", write_through=True)
        self.stream = LineStream("stdout", original)

    def tearDown(self):
        core.reset()
        _whole_prints.uninstall()

    def test_pass_on_what_a_print_writes_as_one_piece(self):
        print("a", "b", file=self.stream)
        print("c", 1, end="", file=self.stream)
        self.stream.write("d")
        self.stream.write("e")
        self.assertEqual(self.writes, [b"a b\n", b"c 1", b"d", b"e"])

    def test_let_no_other_thread_into_a_line(self):
        stream = self.stream

        class PrintsElsewhere:
            def __str__(self):
                thread = threading.Thread(target=lambda: print("the", "irs", file=stream))
                thread.start()
                thread.join()
                return "mine"

        print("line", PrintsElsewhere(), file=stream)
        self.assertEqual(self.writes, [b"the irs\n", b"line mine\n"])

    def test_pass_on_what_was_printed_before_an_argument_raised(self):
        class Raises:
            def __str__(self):
                raise ValueError

        with self.assertRaises(ValueError):
            print("before", Raises(), file=self.stream)
        self.assertEqual(b"".join(self.writes), b"before ")
        print("after", file=self.stream)
        self.assertEqual(self.writes[-1], b"after\n")

    def test_leave_print_as_it_is_for_other_streams(self):
        text = io.StringIO()
        print("a", "b", sep="-", file=text, flush=True)
        self.assertEqual(text.getvalue(), "a-b\n")
        with self.assertRaises(TypeError):
            print("a", sep=1, file=self.stream)
        _whole_prints.uninstall()
        self.assertIsInstance(print, types.BuiltinFunctionType)


if __name__ == "__main__":
    unittest.main()
