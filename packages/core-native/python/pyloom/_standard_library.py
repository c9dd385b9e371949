"""Why a module of Python's own is not there. No installer brings it; packages of the same name are somebody else's."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

#: By the release that no longer has them.
_REMOVED = {
    (3, 9): "_dummy_thread dummy_threading",
    (3, 10): "_bootlocale formatter parser symbol",
    (3, 11): "binhex",
    (3, 12): "asynchat asyncore distutils imp smtpd",
    (3, 13): "aifc audioop cgi cgitb chunk crypt imghdr lib2to3 mailcap msilib nis nntplib ossaudiodev pipes sndhdr spwd"
    " sunau telnetlib uu xdrlib",
    (3, 15): "sre_compile sre_constants sre_parse",
}

_ADDED = {(3, 11): "tomllib", (3, 14): "annotationlib compression", (3, 15): "profiling"}

#: What stands in for the removed and the added ones.
_INSTEAD = {
    "asynchat": "asyncio",
    "asyncore": "asyncio",
    "binhex": "binascii",
    "cgi": "urllib.parse, email.message",
    "distutils": "setuptools, which brings a copy",
    "imp": "importlib",
    "pipes": "shlex, subprocess",
    "sre_compile": "re",
    "sre_constants": "re",
    "sre_parse": "re",
    "tomllib": "the package tomli",
}

#: Names of Python 2, each followed by where it is now.
_RENAMED = dict(
    pair.split(">")
    for pair in (
        "BaseHTTPServer>http.server ConfigParser>configparser Cookie>http.cookies HTMLParser>html.parser Queue>queue"
        " SimpleHTTPServer>http.server SocketServer>socketserver StringIO>io Tkinter>tkinter __builtin__>builtins"
        " anydbm>dbm cPickle>pickle cStringIO>io commands>subprocess cookielib>http.cookiejar copy_reg>copyreg"
        " htmlentitydefs>html.entities httplib>http.client md5>hashlib sha>hashlib thread>_thread tkMessageBox>tkinter"
        " urllib2>urllib.request urlparse>urllib.parse xmlrpclib>xmlrpc.client"
    ).split()
)

_ONLY_ON = {
    "Windows": "_msi _overlapped _winapi _wmi msilib msvcrt nt winreg winsound",
    "Unix": "_curses _curses_panel _posixshmem _posixsubprocess curses fcntl grp nis ossaudiodev posix pty pwd readline"
    " resource spwd syslog termios tty",
}

#: Left out, without a word, of a Python that is compiled where a library or its headers are missing.
_MADE_WITH = {
    "_bz2": "bzip2",
    "_ctypes": "libffi",
    "_curses": "ncurses",
    "_curses_panel": "ncurses",
    "_dbm": "ndbm",
    "_gdbm": "gdbm",
    "_hashlib": "OpenSSL",
    "_lzma": "liblzma",
    "_sqlite3": "SQLite",
    "_ssl": "OpenSSL",
    "_tkinter": "Tcl/Tk",
    "_uuid": "libuuid",
    "_zstd": "libzstd",
    "readline": "readline",
    "zlib": "zlib",
}

#: Left out by systems that have packages of their own for them; Debian's names.
_PACKAGED = {
    "_gdbm": "python3-gdbm",
    "_tkinter": "python3-tk",
    "distutils": "python3-distutils",
    "ensurepip": "python3-venv",
    "idlelib": "idle3",
    "lib2to3": "python3-lib2to3",
    "test": "libpython3-testsuite",
    "tkinter": "python3-tk",
    "turtledemo": "idle3",
    "venv": "python3-venv",
}


def absence(name: str) -> Optional[str]:
    """Of a module of Python's, past or future ones included; None for what may be anybody's."""
    version = sys.version_info[:2]
    removed, added = _release(_REMOVED, name), _release(_ADDED, name)
    if removed is not None and removed <= version:
        return f"Python's standard library has it no more since {_text(removed)}" + _instead(name, "; see ")
    if added is not None and added > version:
        return f"Python has it from {_text(added)} on, and this is {_text(version)}" + _instead(name, "; see ")
    if name in _RENAMED:
        return f"that is its name in Python 2; in Python 3 it is {_RENAMED[name]}"
    return _left_out(name) if _belongs(name) else None


def _left_out(name: str) -> str:
    system = "Windows" if sys.platform == "win32" else "Unix"
    for only, names in _ONLY_ON.items():
        if only != system and name in names.split():
            return f"Python has it on {only} only"
    text = f"it is part of Python's standard library, but {sys.executable} has come without it"
    if name in _PACKAGED and system == "Unix":
        text += f"; on Debian and Ubuntu the package {_PACKAGED[name]} brings it to the system's Python"
    if name in _MADE_WITH:
        text += f"; a Python that is compiled has it where {_MADE_WITH[name]} and its headers are installed"
    return text


def _belongs(name: str) -> bool:
    # 3.9 does not know the names.
    known = getattr(sys, "stdlib_module_names", None)
    if known is not None and name in known:
        return True
    return name in _MADE_WITH or name in _PACKAGED or any(name in names.split() for names in _ONLY_ON.values())


def _release(releases: dict[tuple[int, int], str], name: str) -> Optional[tuple[int, int]]:
    return next((release for release, names in releases.items() if name in names.split()), None)


def _instead(name: str, before: str) -> str:
    return before + _INSTEAD[name] if name in _INSTEAD else ""


def _text(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
