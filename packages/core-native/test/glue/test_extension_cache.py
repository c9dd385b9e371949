import os
import sys
import tempfile
import unittest
from unittest import mock

import harness  # noqa: F401
from pyloom import _extension_cache as cache


class ExtensionCache(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = os.path.join(folder.name, "cache")
        self.extension = os.path.join(folder.name, "module with spaces.so")
        self.write(self.extension, "machine code")
        environment = mock.patch.dict(os.environ, {"PYLOOM_CACHE": self.folder, "PYLOOM_NO_CACHE": ""})
        environment.start()
        self.addCleanup(environment.stop)
        self.addCleanup(self.forget)
        self.forget()

    def forget(self):
        """As another process, which knows what is on disk alone."""
        cache._known.clear()
        cache._read_bytes = -1

    def write(self, file, text):
        with open(file, "w") as stream:
            stream.write(text)

    @property
    def file(self):
        (name,) = os.listdir(self.folder)
        return os.path.join(self.folder, name)

    def lines(self):
        with open(self.file) as stream:
            return stream.read().splitlines()

    def test_hands_answers_to_other_processes(self):
        for allowed in (True, False):
            cache.remember(self.extension, allowed)
            self.forget()
            self.assertIs(cache.known(self.extension), allowed)

    def test_knows_nothing_of_what_nobody_has_asked(self):
        self.assertIsNone(cache.known(self.extension))
        self.assertFalse(os.path.exists(self.folder))

    def test_forgets_a_file_that_has_changed(self):
        cache.remember(self.extension, True)
        self.write(self.extension, "other machine code")
        self.assertIsNone(cache.known(self.extension))
        os.remove(self.extension)
        self.assertIsNone(cache.known(self.extension))

    def test_reads_again_what_others_have_added(self):
        other = self.extension + ".other"
        self.write(other, "of another package")
        cache.remember(self.extension, True)
        self.assertIsNone(cache.known(other))
        with mock.patch.dict(cache._known):
            cache.remember(other, False)
        self.assertIs(cache.known(other), False)

    def test_has_one_cache_for_each_version_of_python(self):
        cache.remember(self.extension, True)
        self.assertIn(sys.implementation.cache_tag, os.path.basename(self.file))

    def test_lives_with_lines_that_are_none(self):
        cache.remember(self.extension, True)
        self.write(self.file, "no line of ours\n")
        self.forget()
        self.assertIsNone(cache.known(self.extension))
        cache.remember(self.extension, True)
        self.assertIs(cache.known(self.extension), True)

    def test_begins_anew_when_it_has_grown_too_large(self):
        cache.remember(self.extension, False)
        self.write(self.file, "x" * (cache._MOST_BYTES + 1))
        cache.remember(self.extension, True)
        self.assertEqual(len(self.lines()), 1)
        self.assertLess(os.stat(self.file).st_size, 1000)

    @unittest.skipIf(os.name == "nt", "access rights are the folder's there")
    def test_trusts_no_file_that_somebody_else_may_have_written(self):
        for path in ("folder", "file"):
            with self.subTest(path):
                cache.remember(self.extension, True)
                where = getattr(self, path)
                rights = os.stat(where).st_mode
                os.chmod(where, rights | 0o020)
                self.forget()
                self.assertIsNone(cache.known(self.extension))
                os.chmod(where, rights)
                self.forget()
                self.assertIs(cache.known(self.extension), True)

    def test_does_without_a_folder_that_cannot_be_written(self):
        self.write(self.folder, "a file where the folder should be")
        cache.remember(self.extension, True)
        self.assertIs(cache.known(self.extension), True)
        self.forget()
        self.assertIsNone(cache.known(self.extension))

    def test_does_without_where_that_is_wanted(self):
        with mock.patch.dict(os.environ, {"PYLOOM_NO_CACHE": "1"}):
            cache.remember(self.extension, True)
            self.assertIs(cache.known(self.extension), True)
        self.assertFalse(os.path.exists(self.folder))

    def test_remembers_no_file_whose_name_would_be_two_lines(self):
        if os.name == "nt":
            self.skipTest("there are no such names there")
        file = self.extension + "\n1 1 1 other.so"
        self.write(file, "machine code")
        cache.remember(file, True)
        self.assertIsNone(cache.known(file))

    def test_is_where_the_users_caches_are(self):
        home = os.path.expanduser("~")
        without = {"PYLOOM_CACHE": "", "XDG_CACHE_HOME": "relative"}
        if os.name != "nt":
            with mock.patch.dict(os.environ, without):
                self.assertEqual(cache._cache_folder(), os.path.join(home, ".cache", "pyloom"))
            with mock.patch.dict(os.environ, {**without, "XDG_CACHE_HOME": self.folder}):
                self.assertEqual(cache._cache_folder(), os.path.join(self.folder, "pyloom"))


if __name__ == "__main__":
    unittest.main()
