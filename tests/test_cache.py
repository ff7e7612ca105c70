"""The cache of verdicts: never a stale answer, never an error, and the same to the last field."""

import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sympy import Function, Integer, evaluate

import symdl
from symdl import codebase, library
from symdl.algebra.work import SECONDS
from symdl.cli import main
from symdl.derivation import Claim, Decided, Derivation, Mutant, Proved, Refuted, Undecided, VerifiedClaim
from symdl.language import Range, family, mean, symbol, total
from symdl.verification import cache as caching
from symdl.verification.cache import Cache, opened
from symdl.verification.decide import Disagreement
from symdl.verification.many import verify_all
from symdl.verification.packing import Nodes, pack

MINE = """
from sympy import Eq, Integer, Rational
from symdl.derivation import Claim, Derivation, Slip, Source, Step
from symdl.language import Range, define, each, expectation, family, gaussian, integer, mean, recurrence, sequence
from symdl.language import sqrt, symbol, total

batch = Range("batch", "m", "i j")
i, j = batch.indices()
t, k = integer("t", at_least=1), integer("k")
x, g = family("x", batch), sequence("g")
a, b, u = symbol("a"), symbol("b"), symbol("u", r"\\\\upsilon", "a number")
s = define("s", total(x[i] ** 2, i))
z = gaussian("z", batch, mean=Integer(0), variance=Integer(1))
v = sequence("v")
v = recurrence({v[k]: (0, v[k - 1] + g[k])})

DERIVATION = Derivation(
    title="Mine", summary="of mine", symbols=(x, a, b, u, z, g, t), definitions=(s, v), given=(a > 0,),
    claims=(
        Claim("parts", a / (a + b) + b / (a + b), Integer(1), given=(b > 0,),
              slips=(Slip("twice", 2),), steps=(Step((a + b) / (a + b), "one denominator"),)),
        Claim("squares", s, total(x[j] * x[j], j), note="a note", source=Source("a book", "page 1")),
        Claim("sum", v[t], total(g[k], (k, 1, t)), induction=t),
        Claim("twice", 2 * v[t], total(2 * g[k], (k, 1, t)), using=("sum",)),
        Claim("wrong", total(x[i], i), mean(x[i], i), expected="refuted", corrected_by="squares"),
        Claim("law", expectation(z[i] ** 2), Integer(1)),
        # True, but nested roots are not taken apart; balls cannot tell equal from close.
        Claim("open", sqrt(3 + 2 * sqrt(Integer(2))) * total(x[i], i), (1 + sqrt(Integer(2))) * total(x[i], i)),
    ))
"""
NAMES = ["parts", "squares", "sum", "twice", "wrong", "law", "open"]


@pytest.fixture
def mine(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(MINE)
    return path


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache")


def keys(path, thorough=False):
    """The key of each claim of a file, by its name."""
    d = library.load(path)
    with tempfile.TemporaryDirectory() as folder:
        return {c.name: p and p.key for c, p in zip(d.claims, Cache(Path(folder)).places(d, thorough), strict=True)}


# --------------------------------------------------------------------------
# Never stale: what a key depends on

CHANGES = {
    "a sign in a claim": ("s, total(x[j]", "s, -total(x[j]", {"squares"}),
    "a coefficient of a claim": ("2 * v[t]", "3 * v[t]", {"twice"}),
    "the letter of a bound index": ("total(x[j] * x[j], j)", "total(x[i] * x[i], i)", {"squares"}),
    "an exponent in a definition": ("x[i] ** 2, i", "x[i] ** 3, i", set(NAMES)),
    "the start of a recurrence": ("(0, v[k - 1]", "(1, v[k - 1]", set(NAMES)),
    "a law": ("variance=Integer(1)", "variance=Integer(2)", set(NAMES)),
    "how a symbol is printed": ("upsilon", "Upsilon", set(NAMES)),
    "where an integer starts": ("at_least=1", "at_least=2", set(NAMES)),
    "an assumption of all": ("given=(a > 0,)", "given=(a > 1,)", set(NAMES)),
    "an assumption of one": ("given=(b > 0,)", "given=(b >= 0,)", {"parts"}),
    "a claim that another uses": ("v[t], total(g[k], (k, 1", "v[t], total(g[k], (k, 0", {"sum", "twice"}),
    "that another is used": ('using=("sum",)', "using=()", {"twice"}),
    "the induction": (", induction=t)", ")", {"sum", "twice"}),
    "what is expected": ('expected="refuted"', 'expected="proved"', {"wrong"}),
    "the right side of a slip": ('Slip("twice", 2)', 'Slip("twice", 3)', {"parts"}),
    "a step": ("(a + b) / (a + b)", "(b + a) / (a + b)", {"parts"}),
    "a note": ("a note", "a nota", {"squares"}),
    "the title of all, which no verdict is on": ('title="Mine"', 'title="Yours"', set()),
    "a comment": ("DERIVATION =", "# a comment\nDERIVATION =", set()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_verdict_depends_on_is_in_its_key(mine, change):
    old, new, changed = CHANGES[change]
    before = keys(mine)
    assert MINE.count(old) == 1
    mine.write_text(MINE.replace(old, new))
    after = keys(mine)
    assert {name for name in NAMES if before[name] != after[name]} == changed


def test_every_claim_has_a_key_of_its_own_and_thoroughness_another(mine):
    plain, thorough = keys(mine), keys(mine, thorough=True)
    assert list(plain) == NAMES
    assert len({*plain.values(), *thorough.values()} - {None}) == 2 * len(NAMES)


def test_where_a_file_lies_and_what_was_loaded_before_is_not_in_the_key(mine, tmp_path):
    first = keys(mine)
    library.load_all(["adam", "batch-norm"])  # the dummies of all that is loaded now have other tags
    elsewhere = tmp_path / "elsewhere" / "another.py"
    elsewhere.parent.mkdir()
    elsewhere.write_text(MINE)
    assert keys(elsewhere) == first


def test_nor_is_the_seed_of_hashes(tmp_path):
    code = "import sys; from pathlib import Path\n" \
           "from symdl import library; from symdl.verification.cache import Cache\n" \
           "c = Cache(Path(sys.argv[1]))\n" \
           "print([p.key for d in library.load_all(['adam', 'dropout', 'batch-norm']) for p in c.places(d)])"
    said = {subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True,
                           env={**os.environ, "PYTHONHASHSEED": seed}).stdout for seed in ("1", "2")}
    assert len(said) == 1


def test_a_claim_alone_is_found_after_all_of_them(cache):
    whole = verify_all([library.load("momentum")], cache=cache)
    known = {c.claim.name: c for c in whole[0].claims}
    alone = [library.load(f"momentum/{name}") for name, c in known.items() if c.claim.using]
    assert max(len(d.claims) for d in alone) > 1
    for one in verify_all(alone, cache=cache):
        assert all(c.decided == known[c.claim.name].decided for c in one.claims)
    assert cache.found == sum(len(d.claims) for d in alone)


# --------------------------------------------------------------------------
# Never stale: the code


@pytest.fixture
def copy(tmp_path):
    """A copy of the package to change. What runs it stands beside it, since Python looks there first."""
    package = tmp_path / "code" / "symdl"
    shutil.copytree(codebase.FOLDER, package, ignore=shutil.ignore_patterns("__pycache__"))
    return package


def run(package, *argv, cache):
    """A new process of the command line of a copy: its claims by name, from its JSON."""
    done = subprocess.run([sys.executable, "-m", "symdl.cli", *map(str, argv), "--json"], capture_output=True,
                          text=True, check=False, cwd=package.parent,
                          env={**os.environ, "SYMDL_CACHE": str(cache), "PYTHONPATH": str(package.parent)})
    assert not done.stderr, done.stderr
    return {c["id"].partition("/")[2]: c for c in json.loads(done.stdout)["claims"]}


def test_a_changed_rule_gives_no_stale_answer(copy, mine, tmp_path):
    """Without the clearing of denominators one claim is not proved any more. Each answer is in a new process."""
    folder, rule = tmp_path / "cache", copy / "algebra" / "zero.py"
    as_it_was = rule.read_text()

    def verdict():
        seen = {run(copy, "verify", mine, cache=folder)["parts"]["verdict"]
                for _ in range(2)}
        assert len(seen) == 1
        return seen.pop()

    assert verdict() == "proved"
    rule.write_text(as_it_was + "\n\ndef residual(work, p):\n    return p\n")
    assert verdict() == "undecided"
    kept = len(os.listdir(folder))
    assert kept == 2 * len(NAMES)
    rule.write_text(as_it_was)
    assert verdict() == "proved"
    assert len(os.listdir(folder)) == kept


WHO = """
import sys
from pathlib import Path
import symdl
rule = Path(symdl.__file__).parent / "algebra" / "zero.py"
assert rule.parents[1] == Path(sys.argv[2])
if "edit" in sys.argv:
    rule.write_text(rule.read_text() + "# another")
from symdl.verification.cache import Cache
print(Cache(Path(sys.argv[1])).off)
"""


def who(package, folder, *argv, **more):
    return subprocess.run([sys.executable, "-c", WHO, str(folder), str(package), *argv], capture_output=True, text=True,
                          check=True, cwd=package.parent,
                          env={**os.environ, "PYTHONPATH": str(package.parent), **more}).stdout.strip()


def test_code_that_was_changed_since_it_was_imported_keeps_nothing(copy, tmp_path):
    """A notebook that runs the old rules must not answer for the new ones."""
    assert who(copy, tmp_path / "cache") == ""
    assert who(copy, tmp_path / "cache", "edit") == "it cannot be told which code this is"
    assert who(copy, tmp_path / "cache") == ""


def test_nor_does_code_that_python_takes_from_an_old_compiled_file(copy, tmp_path):
    """Python sees no change of a source that keeps its size and falls in the second of the one before."""
    rule = copy / "algebra" / "zero.py"
    compiling = {"PYTHONDONTWRITEBYTECODE": ""}
    source = rule.read_text()
    os.utime(rule, ns=(10**18, 10**18))
    subprocess.run([sys.executable, "-c", "import symdl.algebra.zero"], check=True, cwd=copy.parent,
                   env={**os.environ, "PYTHONPATH": str(copy.parent), **compiling})
    (compiled,) = (copy / "algebra" / "__pycache__").glob("zero.*.pyc")
    assert who(copy, tmp_path / "cache", **compiling) == ""
    rule.write_text(source.replace("ONE", "TWO"))
    os.utime(rule, ns=(10**18 + 10**8, 10**18 + 10**8))
    os.utime(compiled, ns=(10**18 + 10**7, 10**18 + 10**7))  # compiled in between
    assert who(copy, tmp_path / "cache", **compiling) == "it cannot be told which code this is"
    os.utime(rule, ns=(10**18 + 10**9, 10**18 + 10**9))  # a second later it is seen
    assert who(copy, tmp_path / "cache", **compiling) == ""


def test_another_version_of_what_it_leans_on_is_another_key(mine, monkeypatch):
    from importlib import metadata

    before, version = keys(mine), metadata.version
    for name in ("sympy", "numpy", "python-flint"):
        monkeypatch.setattr(metadata, "version", lambda n, name=name: version(n) + ("+1" if n == name else ""))
        assert not set(keys(mine).values()) & set(before.values())


# --------------------------------------------------------------------------
# The same with and without


def shown(found):
    """As data, in which dummies have no tags: with every field, and without the times."""
    nodes = Nodes()
    data = pack(found, nodes)

    def timeless(part):
        if not isinstance(part, list):
            return part
        return [timeless(p) for p in (part[:2] if part[:1] == ["Decided"] else part)]

    return [data, nodes.rows], [timeless(data), nodes.rows]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_found_is_what_was_kept_to_the_last_field(mine, cache, jobs):
    names = [mine, "weight-decay"]
    derivations = library.load_all(names)
    plain = verify_all(derivations, jobs=jobs)
    fresh = verify_all(derivations, jobs=jobs, cache=cache)
    assert cache.found == 0
    again = verify_all(library.load_all(names), jobs=jobs, cache=cache)
    assert cache.found == sum(len(d.claims) for d in derivations)
    kinds = set()
    for a, b, c in zip(plain, fresh, again, strict=True):
        assert a.derivation is b.derivation
        for without, kept, found in zip(a.claims, b.claims, c.claims, strict=True):
            assert shown(without)[1] == shown(kept)[1]
            assert shown(kept)[0] == shown(found)[0]
            assert found.evidence == without.evidence
            kinds.add(type(found.decided.verdict))
    assert kinds == {Proved, Refuted, Undecided}


def test_the_trees_that_come_back_are_those_of_the_derivation_that_is_loaded(cache):
    """Or a condition would speak of a definition whose dummies have the tags of another run."""
    verify_all([library.load("batch-norm")], cache=cache)
    (v,) = verify_all([library.load("batch-norm")], cache=cache)
    assert cache.found == len(v.claims)
    families = {f.name: f for f in (*v.derivation.declared, *v.derivation.defined)}
    seen = 0
    for c in v.claims:
        for condition in c.decided.verdict.conditions:
            for member in condition.relation.atoms(symdl.language.Entry):
                assert member.family is families[member.family.name]
                seen += 1
    assert seen


def test_mutants_are_kept_and_found(cache):
    batch = Range("batch", "m", "i j")
    i, j = batch.indices()
    x, u = family("x", batch), symbol("u")
    claim = Claim("c", total(x[i], i), u, given=(u > 0,), title="a title")
    derivation = Derivation("t", (x, u), (claim,))
    with evaluate(False):
        changed = replace(claim, rhs=2 * u * mean(x[j], j), given=())
    verdict = Decided(Undecided(total(u, i) + 1, "why"), 0.1 + 0.2)
    (place,) = cache.places(derivation, thorough=True)
    kept = VerifiedClaim(claim, verdict, symdl.derivation.Evidence(),
                         mutants=(Mutant("twice", changed, verdict, "a reason"),))
    cache.keep(place, kept, 0.0)
    with evaluate(False):
        found = cache.find(place)
    assert shown(found) == shown(kept)
    assert found.mutants[0].claim.lhs is claim.lhs
    assert found.mutants[0].claim.given == ()
    assert found.decided.ms == 0.1 + 0.2
    assert cache.find(cache.places(derivation)[0]) is None


def test_a_second_run_does_without_the_prover(tmp_path):
    code = "import sys; from symdl.cli import main; main(['verify', 'weight-decay'])\n" \
           "print(sorted({'symdl.verification.decide', 'symdl.algebra.normal', 'numpy'} & set(sys.modules)))"
    env = {**os.environ, "SYMDL_CACHE": str(tmp_path)}
    said = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env).stdout
            for _ in range(2)]
    assert said[0].splitlines()[-1] == "['numpy', 'symdl.algebra.normal', 'symdl.verification.decide']"
    assert said[1].splitlines()[-2:] == ["4 found in the cache of verdicts (--no-cache decides them again)", "[]"]
    assert said[0].splitlines()[:-1] == said[1].splitlines()[:-2]


# --------------------------------------------------------------------------
# What is not kept


def claim_that(u):
    return Derivation("t", (u,), (Claim("c", u + u, 2 * u),))


def test_a_verdict_that_took_as_long_as_the_clock_allows_is_not_kept(cache):
    derivation = claim_that(symbol("u"))
    (found,) = verify_all([derivation])
    (place,) = cache.places(derivation)
    cache.keep(place, found.claims[0], SECONDS)
    assert cache.find(place) is None
    cache.keep(place, found.claims[0], SECONDS / 2)
    assert cache.find(place) is not None


def test_neither_is_a_disagreement_but_what_was_decided_before_it(cache, mine, monkeypatch):
    from symdl.verification import decide

    def verify_claim(derivation, claim, **more):
        if claim.name == "sum":
            raise Disagreement("a bug")
        return real(derivation, claim, **more)

    real = decide.verify_claim
    monkeypatch.setattr(decide, "verify_claim", verify_claim)
    for _ in range(2):
        with pytest.raises(Disagreement):
            verify_all([library.load(mine)], jobs=1, cache=cache)
    assert cache.found == 2
    monkeypatch.undo()
    verify_all([library.load(mine)], jobs=1, cache=cache)
    assert cache.found == 4
    assert len(os.listdir(cache.folder)) == len(NAMES)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_that_is_stopped_leaves_what_it_had_found(cache, jobs):
    def stop(done, every, name):
        if done == 5:
            raise KeyboardInterrupt

    derivation = library.load("momentum")
    with pytest.raises(KeyboardInterrupt):
        verify_all([derivation], jobs=jobs, cache=cache, progress=stop)
    told = []
    verify_all([derivation], jobs=jobs, cache=cache, progress=lambda *a: told.append(a))
    assert cache.found >= 5
    assert told[0][:2] == (cache.found, len(derivation.claims))
    assert told[-1] == (len(derivation.claims), len(derivation.claims), "")


def test_a_run_that_is_killed_leaves_what_it_had_found(tmp_path):
    run = subprocess.Popen([sys.executable, "-m", "symdl.cli", "verify", "momentum", "nesterov"],
                           stdout=subprocess.DEVNULL, env={**os.environ, "SYMDL_CACHE": str(tmp_path)})
    while run.poll() is None and not list(tmp_path.glob("[!.]*")):
        time.sleep(0.01)
    run.kill()
    run.wait()
    cache = Cache(tmp_path)
    verify_all(library.load_all(["momentum", "nesterov"]), cache=cache)
    assert cache.found >= 1


def test_what_a_file_defines_itself_is_not_kept(cache, tmp_path):
    """Another class of that name would be another function."""
    class twice(Function):
        pass

    u = symbol("u")
    with evaluate(False):
        derivation = Derivation("t", (u,), (Claim("c", u + u, 2 * u), Claim("d", twice(u), twice(u))))
    first, second = cache.places(derivation)
    assert (first is None, second is None) == (False, True)


def test_no_cache_writes_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SYMDL_CACHE", str(tmp_path / "cache"))
    assert main(["verify", "weight-decay", "--no-cache"]) == 0
    symdl.verify("weight-decay", cache=False)
    assert not (tmp_path / "cache").exists()
    assert main(["verify", "weight-decay"]) == 0
    assert len(os.listdir(tmp_path / "cache")) == 4
    assert main(["verify", "weight-decay", "--no-cache"]) == 0
    assert "cache of verdicts" not in capsys.readouterr().out
    monkeypatch.setenv("SYMDL_CACHE", "off")
    assert opened().off == "SYMDL_CACHE is off"
    assert main(["verify", "weight-decay"]) == 0
    assert "cache of verdicts" not in capsys.readouterr().out


# --------------------------------------------------------------------------
# The folder


@pytest.fixture
def kept(cache):
    """A cache with one verdict in it, its place, and its file."""
    derivation = claim_that(symbol("u"))
    verify_all([derivation], cache=cache)
    (place,) = cache.places(derivation)
    return cache, place, cache.folder / place.key


def test_a_file_that_is_not_whole_is_no_file(kept):
    cache, place, path = kept
    whole = path.read_bytes()
    flipped = (whole[:n] + bytes([whole[n] ^ 1]) + whole[n + 1:] for n in range(len(whole)))
    spoiled = [*flipped, *(whole[:n] for n in range(len(whole))), whole + b" ", b"\n", b"\0" * 1000, whole * 2]
    for content in spoiled:
        path.write_bytes(content)
        assert cache.find(place) is None
    path.write_bytes(whole)
    assert cache.find(place) is not None


def test_a_file_whose_hash_is_right_and_whose_content_is_not_is_no_file(kept):
    """Only somebody who may do anything with the user's files could have made one."""
    cache, place, path = kept
    _, _, content = path.read_bytes().partition(b"\n")
    rows, found = json.loads(content)
    number = 10**6
    spoiled = [[], 1, None, [rows], [rows, []], [rows, [None] * 9],
               *([[row], found] for row in (["Family", 0], ["system", 0], ["Add", number], ["Entry", 0, 0])),
               *([rows, [part, *found[1:]]] for part in (["Decided", 1], ["node", number], ["open", "x"]))]
    for data in spoiled:
        text_ = json.dumps(data).encode()
        path.write_bytes(caching._digest(place.key, text_) + b"\n" + text_)
        with evaluate(False):
            assert cache.find(place) is None, data


def test_the_verdict_of_another_claim_is_not_taken(kept, mine):
    cache, place, path = kept
    verify_all([library.load(mine)], cache=cache)
    for other in cache.folder.iterdir():
        if other != path:
            shutil.copy(other, path)
            assert cache.find(place) is None


def test_a_spoiled_file_is_written_anew(kept):
    cache, place, path = kept
    whole = path.read_bytes()
    path.write_bytes(whole[:40])
    verify_all([claim_that(symbol("u"))], cache=cache)
    assert cache.found == 0
    assert cache.find(place) is not None


@pytest.mark.skipif(os.name != "posix", reason="of the owner and the mode of a file")
def test_what_others_may_write_is_not_believed(kept, monkeypatch):
    cache, place, path = kept
    path.chmod(0o666)
    assert cache.find(place) is None
    path.chmod(0o600)
    assert cache.find(place) is not None
    assert cache.folder.stat().st_mode & 0o777 == 0o700
    cache.folder.chmod(0o777)
    assert Cache(cache.folder).off == f"others may write to the folder {cache.folder}"
    cache.folder.chmod(0o700)
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    assert Cache(cache.folder).off == f"others may write to the folder {cache.folder}"
    assert cache.find(place) is None


def test_a_folder_that_cannot_be_is_none(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("mine")
    for folder in (tmp_path / "file", tmp_path / "file" / "cache"):
        monkeypatch.setenv("SYMDL_CACHE", str(folder))
        assert opened().off
        assert main(["verify", "weight-decay"]) == 0
        assert f"no verdict is kept: the folder {folder} cannot be used: " in capsys.readouterr().out
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("failing", ["mkstemp", "replace", "fdopen"])
def test_a_full_disk_is_no_error(cache, monkeypatch, failing):
    def full(*args, **more):
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(tempfile if failing == "mkstemp" else os, failing, full)
    (found,) = verify_all([claim_that(symbol("u"))], jobs=1, cache=cache)
    assert isinstance(found.claims[0].decided.verdict, Proved)
    monkeypatch.undo()
    assert os.listdir(cache.folder) == []


def test_a_folder_that_went_away_is_no_error(kept):
    cache, place, _ = kept
    shutil.rmtree(cache.folder)
    verify_all([claim_that(symbol("u"))], cache=cache)
    assert cache.find(place) is None


def test_two_processes_at_once(tmp_path):
    env = {**os.environ, "SYMDL_CACHE": str(tmp_path)}
    command = [sys.executable, "-m", "symdl.cli", "verify", "weight-decay", "linear-layer"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)
            for _ in range(2)]
    for one in both:
        out, err = one.communicate()
        assert (one.returncode, err) == (0, "")
        assert "all as expected" in out
    assert all(len(name) == 64 for name in os.listdir(tmp_path))
    assert len(os.listdir(tmp_path)) == 7


def test_the_folder_holds_no_more_than_it_may(mine, cache, monkeypatch):
    (cache.folder / ".abandoned").write_text("half")
    (cache.folder / ".at-work").write_text("half")
    os.utime(cache.folder / ".abandoned", (1, 1))
    (cache.folder / "README").write_text("not ours")
    verify_all([library.load(mine)], jobs=1, cache=cache)
    assert {p.name for p in cache.folder.iterdir() if len(p.name) < 64} == {".at-work", "README"}
    files = sorted((p for p in cache.folder.iterdir() if len(p.name) == 64), key=lambda p: p.stat().st_mtime_ns)
    assert len(files) == len(NAMES)
    held = sum(p.stat().st_size for p in files)
    monkeypatch.setattr(caching, "LIMIT", held)
    cache.tidy()
    assert all(p.exists() for p in files)
    monkeypatch.setattr(caching, "LIMIT", held - 1)
    cache.tidy()
    left = [p for p in files if p.exists()]
    assert left == files[-len(left):]  # what was written first is gone
    assert sum(p.stat().st_size for p in left) <= held // 2


PLACES = {
    "named": ({"SYMDL_CACHE": "/tmp/named", "XDG_CACHE_HOME": "/xdg"}, "linux", "/tmp/named"),
    "xdg": ({"XDG_CACHE_HOME": "/xdg"}, "linux", "/xdg/symdl"),
    "a relative one is ignored": ({"XDG_CACHE_HOME": "xdg"}, "linux", "~/.cache/symdl"),
    "none": ({}, "linux", "~/.cache/symdl"),
    "mac": ({}, "darwin", "~/Library/Caches/symdl"),
    "windows": ({"LOCALAPPDATA": "/local"}, "win32", "/local/symdl/cache"),
}


@pytest.mark.parametrize("name", PLACES)
def test_where_it_lies(monkeypatch, name):
    environment, system, folder = PLACES[name]
    made = []
    monkeypatch.setattr(caching, "Cache", lambda folder, off="": made.append(folder))
    monkeypatch.setattr(sys, "platform", system)
    opened(environment)
    assert made == [Path(folder).expanduser()]


batch = Range("batch", "m", "i j")
i, j = batch.indices()
x, y, u = family("x", batch), family("y", batch), symbol("u")

# Trees in which everything is alike but which dummy stands where, or in which order.
ALIKE = {
    "an order": (lambda: x[i] * y[i], lambda: y[i] * x[i]),
    "a nesting": (lambda: (x[i] + y[i]) + u, lambda: x[i] + (y[i] + u)),
    "two dummies of one letter": (lambda: total(x[i] * total(y[i], i), i), lambda: total(total(x[i] * y[i], i), i)),
    "an inner and an outer one": (lambda: total(total(x[i] * y[j], i), j), lambda: total(total(x[j] * y[i], i), j)),
    "a dummy and a free index": (lambda: x[i] * total(y[i], i), lambda: x[i] * total(x[i], i)),
    "a sign": (lambda: u - 1, lambda: u + 1),
    "a number and a fraction": (lambda: u / 2, lambda: u * 2),
    "a sum and a mean": (lambda: total(x[i], i), lambda: mean(x[i], i)),
}


def rows(tree):
    nodes = Nodes()
    nodes.number(tree)
    return nodes.rows


@pytest.mark.parametrize("name", ALIKE)
def test_trees_are_told_apart(name):
    with evaluate(False):
        one, other = (make() for make in ALIKE[name])
        again = ALIKE[name][0]()
    assert rows(one) != rows(other)
    assert rows(one) == rows(again)  # though its dummies have other tags


@pytest.mark.parametrize("name", ALIKE)
def test_a_tree_that_is_read_back_is_the_same_with_dummies_of_its_own(name):
    for make in ALIKE[name]:
        with evaluate(False):
            tree, nodes = make(), Nodes()
            nodes.grow(json.loads(json.dumps(rows(tree))))
        made = nodes[len(nodes.rows) - 1]
        assert rows(made) == rows(tree)
        assert symdl.language.free_indices(made) == symdl.language.free_indices(tree)
        bound = [{t for t in symdl.language.subterms(each) if getattr(t, "tag", 0)} for each in (made, tree)]
        assert not bound[0] & bound[1]


def test_the_whole_library_can_be_kept(cache):
    """Every kind of node that our own derivations are made of."""
    for derivation in library.load_all():
        assert None not in cache.places(derivation, True)


def test_a_number_of_any_length():
    nodes, again = Nodes(), Nodes()
    huge = Integer(10) ** 10000
    nodes.number(huge)
    again.grow(json.loads(json.dumps(nodes.rows)))
    assert again[0] == huge


def test_the_clock_that_is_watched_is_the_one_that_stops_a_proof(cache, monkeypatch):
    """A proof that is stopped has had at least the clock's seconds, by the measure that decides what is kept."""
    from symdl.algebra import work
    from symdl.verification import many

    assert work.thread_time is many.thread_time
    now = iter(range(10**9))
    for module in (work, many):  # each look at the clock is ten seconds later
        monkeypatch.setattr(module, "thread_time", lambda: 10 * next(now))
    verify_all([library.load("batch-norm-invariance")], jobs=1, cache=cache)
    assert os.listdir(cache.folder) == []


def test_other_spellings_that_are_read_are_in_no_key(tmp_path):
    derivation = library.load("batch-norm")
    assert derivation.aliases
    cache = Cache(tmp_path)
    keys = [[place.key for place in cache.places(d)] for d in (derivation, replace(derivation, aliases=()))]
    assert keys[0] == keys[1]
