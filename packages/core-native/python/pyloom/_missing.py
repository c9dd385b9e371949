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


def advice_on(name: object, message: str) -> Optional[str]:
    """Why it is not there or how to install it, where that is known."""
    if not isinstance(name, str):
        return None
    if "/" in name or "\\" in name:
        return "modules go by their names, not by paths; the option sysPath names the folders that they are looked for in"
    if name.endswith(".py"):
        return f"modules go by their names, without .py: {name[:-3]}"
    # Part of a package that is there, or an error with words of its own.
    if "." in name or message != f"No module named {name!r}":
        return None
    from ._standard_library import absence

    return absence(name) or _module_of_package(name) or _unseen(name) or _installation(name)


def _module_of_package(name: str) -> Optional[str]:
    """For those who write what they have installed."""
    package = name.lower()
    module = next((each for each, brought_by in _PACKAGES.items() if brought_by == package), name.replace("-", "_"))
    if module == name:
        return None
    from importlib.util import find_spec

    if find_spec(module) is None:
        return None
    return f"that is the name of a package, whose module is {module}"


def _unseen(name: str) -> Optional[str]:
    """For those who expect what `python` does with a script: its folder is looked in."""
    folder = os.getcwd()
    for file in (f"{name}.py", os.path.join(name, "__init__.py")):
        if os.path.isfile(os.path.join(folder, file)):
            return f"there is {file} in {folder}, where Python does not look; the option sysPath: [{folder!r}] adds that folder"
    return None


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
