"""Verdicts that were found before, kept under what they are verdicts on and the code that found them.

An answer from here is never stale, because its key is a hash of all that it depends on:

    what was decided   every tree, name, number and text of ``alone(derivation, claim)``; the prover is given
                       just that, so it cannot have looked at anything else (where the file lies is not in it)
    how                whether thoroughness was asked for
    by what            the bytes of every source file of symdl, and what it runs on: Python, SymPy, NumPy, FLINT

If one of these changes, the key is another one, and nothing lies there. No time stamp is trusted and nothing has
to be cleared. What is no function of the key is not kept: an error, and a verdict that a clock had a part in.
(A derivation file is a program. One that alters symdl while it runs is beyond what a key can hold.)

One file for each claim, in a folder that is the user's alone. A file is a line with the hash of the rest, and the
rest in JSON, so reading it runs nothing; one that is not whole is as good as none. A failure to read or to write
leaves symdl without its cache and does no other harm.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from pathlib import Path

from sympy import evaluate

from symdl import codebase
from symdl.algebra.work import SECONDS
from symdl.derivation import Claim, Derivation, VerifiedClaim
from symdl.errors import SymdlError
from symdl.verification.packing import Data, Nodes, Unwritable, pack, unpack

FORMAT = 1

# What the folder may hold, in bytes. Above it, the oldest files go until half of it is free.
LIMIT = 128 * 2**20

# What a killed run left unfinished goes after this many seconds.
_ABANDONED = 3600.0

# What a verdict rests on besides the code of symdl and Python, by the names under which they are installed.
_LEANS_ON = ("sympy", "mpmath", "numpy", "python-flint")


def alone(derivation: Derivation, claim: Claim) -> Derivation:
    """The derivation with this claim and those that it uses only, and without what says nothing of them."""
    needed = {claim.name}
    for other in reversed(derivation.claims):  # a claim uses earlier ones only
        needed |= set(other.using) if other.name in needed else set()
    return replace(_bare(derivation), claims=tuple(c for c in derivation.claims if c.name in needed))


def _bare(derivation: Derivation) -> Derivation:
    return replace(derivation, claims=(), title="", summary="", references=(), uses=(), kernel=(), aliases=(),
                   path="")


@dataclass(frozen=True)
class Place:
    """Where the verdict on a claim is kept.

    key     the hash of all that it depends on
    nodes   the trees of the claim and its derivation, to which those of the verdict refer
    """

    key: str
    claim: Claim
    nodes: Nodes


class Cache:
    """A folder of verdicts.

    off     why nothing is found in it and nothing kept; "" if it is in use
    found   how many verdicts came from it
    """

    def __init__(self, folder: Path | None, off: str = ""):
        self.folder = folder or Path()
        self.off = off or _refused(self.folder)
        self.found = 0
        self._by: Data = None
        if not self.off:
            code, rest = codebase.version(), _environment()
            self._by = [FORMAT, code, rest]
            self.off = "" if code and rest else "it cannot be told which code this is"

    def places(self, derivation: Derivation, thorough: bool = False) -> list[Place | None]:
        """Where the verdict on each claim is kept; None for one that has no place."""
        if self.off:
            return [None] * len(derivation.claims)
        shared = Nodes()
        try:
            bare = _bare(derivation)
            head = [pack(getattr(bare, f.name), shared) for f in fields(bare) if f.name not in ("id", "claims")]
        except (Unwritable, RecursionError):
            return [None] * len(derivation.claims)
        start = sha256(json.dumps([self._by, thorough, head, shared.rows]).encode()).hexdigest()
        return [self._place(start, shared, alone(derivation, claim), claim) for claim in derivation.claims]

    def _place(self, start: str, shared: Nodes, derivation: Derivation, claim: Claim) -> Place | None:
        nodes = Nodes(shared)
        try:
            claims = [pack(c, nodes) for c in derivation.claims]
        except (Unwritable, RecursionError):
            return None
        # The name says which of the claims is meant.
        key = sha256(json.dumps([start, claim.name, claims, nodes.rows]).encode()).hexdigest()
        return Place(key, claim, nodes)

    def find(self, place: Place | None) -> VerifiedClaim | None:
        """The verdict that is kept there; None if there is none, or none that can be read.

        To be called with SymPy's evaluation off: trees come back as they were written.
        """
        if place is None or self.off:
            return None
        digest, _, text = _read(self.folder / place.key).partition(b"\n")
        if digest != _digest(place.key, text):
            return None
        try:
            made = _unpacked(json.loads(text), place)
        except _UNREADABLE:
            return None
        self.found += 1
        return made

    def keep(self, place: Place | None, verified: VerifiedClaim, seconds: float) -> None:
        """Keep a verdict.

        seconds   of the thread's own time that all of it took: if no less than the clock that stands behind the
                  budget of steps allows, the verdict may be another one on another day, and is not kept
        """
        if place is None or self.off or seconds >= SECONDS:
            return
        try:
            nodes = Nodes(place.nodes)
            packed = [pack(v, nodes, place.claim) for v in _found(verified)]
            data = [nodes.rows, packed]
            with evaluate(False):
                again = Nodes(place.nodes)
                same = [pack(v, again, place.claim) for v in _found(_unpacked(data, place))]
            text = json.dumps(data).encode()
        except (Unwritable, *_UNREADABLE):
            return
        # What was imported since the code got its version must be of that version too.
        if [again.rows, same] == data and codebase.unchanged():
            _write(self.folder, place.key, _digest(place.key, text) + b"\n" + text)

    def tidy(self) -> None:
        """If the folder holds more than it may, drop what was written first."""
        if self.off:
            return
        files = []
        with suppress(OSError):  # another process is at it
            for entry in os.scandir(self.folder):
                s = entry.stat(follow_symlinks=False)
                if entry.name.startswith(".") and s.st_mtime < time.time() - _ABANDONED:
                    os.unlink(entry.path)
                elif _is_key(entry.name):
                    files.append((s.st_mtime_ns, s.st_size, entry.path))
            held = sum(size for _, size, _ in files)
            if held > LIMIT:
                for _, size, path in sorted(files):
                    os.unlink(path)
                    held -= size
                    if held <= LIMIT // 2:
                        break


def opened(environment: Mapping[str, str] = os.environ) -> Cache:
    """The cache of this user: in the folder $SYMDL_CACHE ("off" for none), else where the system keeps such things."""
    asked = environment.get("SYMDL_CACHE", "")
    if asked == "off":
        return Cache(None, "SYMDL_CACHE is off")
    if asked:
        return Cache(Path(asked))
    try:
        return Cache(_usual(environment))
    except RuntimeError:  # nobody's home
        return Cache(None, "the user has no folder")


def _usual(environment: Mapping[str, str]) -> Path:
    if sys.platform == "win32":
        local = environment.get("LOCALAPPDATA", "")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "symdl" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "symdl"
    cache = environment.get("XDG_CACHE_HOME", "")  # a path that is not absolute is to be ignored
    return (Path(cache) if os.path.isabs(cache) else Path.home() / ".cache") / "symdl"


def _environment() -> list[str]:
    """What runs symdl; nothing if that cannot be told."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return [sys.version, str(sys.flags.optimize), sys.platform, *map(version, _LEANS_ON)]
    except PackageNotFoundError:
        return []


# --------------------------------------------------------------------------
# What is in a file


_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, RecursionError, SymdlError)


def _found(verified: VerifiedClaim) -> list[object]:
    return [getattr(verified, f.name) for f in fields(VerifiedClaim) if f.name != "claim"]


def _unpacked(data: Data, place: Place) -> VerifiedClaim:
    rows, packed = data
    nodes = Nodes(place.nodes)
    nodes.grow(rows)
    return VerifiedClaim(place.claim, *(unpack(v, nodes, place.claim) for v in packed))


def _digest(key: str, text: bytes) -> bytes:
    return sha256(key.encode() + text).hexdigest().encode()


# --------------------------------------------------------------------------
# The folder


def _refused(folder: Path) -> str:
    """Why nothing is read from a folder and nothing written to it, which is made if it is not there."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        s = folder.stat()
    except OSError as e:
        return f"the folder {folder} cannot be used: {e.strerror}"
    if not stat.S_ISDIR(s.st_mode) or not _ours(s):
        return f"others may write to the folder {folder}"
    return ""


def _ours(s: os.stat_result) -> bool:
    """Whether nobody else could have written this. (Windows keeps the user's folders to the user.)"""
    return os.name != "posix" or (s.st_uid == os.geteuid() and not s.st_mode & (stat.S_IWGRP | stat.S_IWOTH))


def _is_key(name: str) -> bool:
    return len(name) == 64 and not set(name) - set("0123456789abcdef")


def _read(path: Path) -> bytes:
    """What is in a file; nothing if it cannot be read, or if others could have written it."""
    try:
        with open(path, "rb") as file:
            s = os.fstat(file.fileno())
            return file.read() if stat.S_ISREG(s.st_mode) and _ours(s) else b""
    except OSError:
        return b""


def _write(folder: Path, name: str, content: bytes) -> None:
    """Write a file beside its place and move it there, so that nobody ever sees a part of it; or do nothing."""
    scratch = ""
    try:
        handle, scratch = tempfile.mkstemp(dir=folder, prefix=".")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(scratch, folder / name)
    except OSError:  # no room, no leave to write, no folder any more
        if scratch:
            with suppress(OSError):
                os.unlink(scratch)
