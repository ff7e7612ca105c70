"""Which code this is: a hash of the package's own sources, for what must not outlive a change of them.

The hash is of what lies on disk, while a process runs what it imported. So the state of the files is
noted when ``symdl`` is imported, before any module of it; code that was changed since has no version.
"""

from __future__ import annotations

import os

FOLDER = os.path.dirname(os.path.abspath(__file__))


def version() -> str | None:
    """The hash of every source file of the package; None if what runs may be other than what lies there."""
    from hashlib import sha256

    if not unchanged() or not all(map(_compiled_from_it, _AT_IMPORT)):
        return None
    found = sha256()
    try:
        for path, *_ in _AT_IMPORT:
            with open(path, "rb") as file:
                source = file.read()
            found.update(f"{os.path.relpath(path, FOLDER)!r} {len(source)}\n".encode())
            found.update(source)
    except OSError:
        return None
    return found.hexdigest() if unchanged() else None


def unchanged() -> bool:
    """Whether the sources are as they were when ``symdl`` was imported (no, if there are none on disk)."""
    return bool(_AT_IMPORT) and _state(FOLDER) == _AT_IMPORT


def _state(folder: str) -> list[tuple[str, int, int, int, int]]:
    """Every source file below a folder: path, bytes, when it was written and when changed (ns), its inode."""
    out = []
    try:
        for entry in sorted(os.scandir(folder), key=lambda e: e.name):
            if entry.is_dir():
                out += _state(entry.path)
            elif entry.name.endswith(".py"):
                s = entry.stat()
                out.append((entry.path, s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino))
    except OSError:  # not on disk at all (in a zip file, say)
        return []
    return out


def _compiled_from_it(file: tuple[str, int, int, int, int]) -> bool:
    """Whether the compiled file that Python would take for a source was made from it.

    Python looks at the source's size and at the second it was written in. A source that was changed
    within that second and kept its size is not seen, and the old code runs on.
    """
    from importlib.util import cache_from_source

    path, size, written, *_ = file
    try:
        with open(cache_from_source(path), "rb") as compiled:
            head, made = compiled.read(16), os.fstat(compiled.fileno()).st_mtime_ns
    except (OSError, NotImplementedError):
        return True  # there is none
    flags, second, length = (int.from_bytes(head[n : n + 4], "little") for n in (4, 8, 12))
    if flags:
        return flags == 3  # by the hash of the source; 1 is a hash that is never looked at
    taken = second == written // 10**9 & 0xFFFFFFFF and length == size & 0xFFFFFFFF
    return not taken or made >= written


_AT_IMPORT = _state(FOLDER)
