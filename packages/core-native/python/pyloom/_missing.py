"""What to do about a module that is not there."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

#: Packages that go by another name than the module that they bring.
_PACKAGES = {
    "Crypto": "pycryptodome",
    "MySQLdb": "mysqlclient",
    "OpenSSL": "pyopenssl",
    "PIL": "pillow",
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "fitz": "pymupdf",
    "git": "gitpython",
    "jose": "python-jose",
    "jwt": "pyjwt",
    "magic": "python-magic",
    "pkg_resources": "setuptools",
    "pptx": "python-pptx",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "slugify": "python-slugify",
    "socks": "pysocks",
    "usb": "pyusb",
    "win32api": "pywin32",
    "win32com": "pywin32",
    "yaml": "pyyaml",
    "zmq": "pyzmq",
}


def advice(error: BaseException) -> Optional[str]:
    """Why it is not there or how to install it, where that is known. Never raises."""
    if not isinstance(error, ModuleNotFoundError):
        return None
    try:
        return _advice(error.name, str(error))
    except Exception:
        return None


def _advice(name: object, message: str) -> Optional[str]:
    if not isinstance(name, str):
        return None
    if "/" in name or "\\" in name:
        return "modules go by their names, not by paths; the option sysPath names the folders that they are looked for in"
    # Part of a package that is there, or an error with words of its own.
    if "." in name or message != f"No module named {name!r}":
        return None
    from ._standard_library import absence

    return absence(name) or _installation(name)


def _installation(name: str) -> Optional[str]:
    """For a venv: which one is active is what users get wrong."""
    from ._venv import info

    venv = info()
    if not venv["active"]:
        return None
    path, packages = venv["path"], venv["sitePackages"]
    package = _PACKAGES.get(name, name)
    brings = "installs the package of that name" if package == name else "installs the package that brings it"
    return f"it is not installed in the venv {path}; {_command(path, packages, package)} {brings}"


def _command(path: str, packages: str, package: str) -> str:
    python = os.path.join(path, "Scripts", "python.exe") if os.name == "nt" else os.path.join(path, "bin", "python")
    # uv makes venvs without pip.
    if os.path.isdir(os.path.join(packages, "pip")):
        return f"{python} -m pip install {package}"
    return f"uv pip install --python {python} {package}"
