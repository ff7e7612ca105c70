"""Writing files so that a failure leaves the old one whole."""

from __future__ import annotations

import errno
import json
import os
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from symdl.errors import InputError


def way_out(error: OSError, otherwise: str) -> str:
    """What helps where a file cannot be written."""
    is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return "free space and run the same command again" if is_full else otherwise


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file beside its place and move it there. Raises InputError."""
    data = content.encode() if isinstance(content, str) else content
    scratch: str | None = None
    try:
        if path.is_dir():
            raise IsADirectoryError(0, "it is a folder")
        if path.exists() and not path.is_file():
            raise OSError(0, "it is no file")
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(scratch, 0o666 & ~umask)  # mkstemp makes files private
        os.replace(scratch, path)
    except OSError as e:
        if scratch is not None and os.path.exists(scratch):
            os.unlink(scratch)
        raise InputError(f"{path} cannot be written: {e.strerror}", hint=way_out(e, "name another place")) from e


def prepare_folder(path: Path) -> None:
    """Make a folder if it is not there, and see that a file can be made in it. Raises InputError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as e:
        raise InputError(f"the folder {path} cannot be written: {e.strerror}",
                         hint=way_out(e, "name another place")) from e


def table(path: Path, example: str) -> dict[str, Any]:
    """The table that a TOML or JSON file holds. Raises InputError, with an example of what it should hold."""
    try:
        text = path.read_text(encoding="utf-8")
        found = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", hint=f"a file with {example}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is no TOML or JSON", term=str(error), hint=f"write {example}") from None
    if not isinstance(found, dict):
        raise InputError(f"{path} holds no table", hint=f"write {example}")
    return found
