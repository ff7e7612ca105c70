r"""``symdl read``: what a person sees, what a program gets, files of thousands of rows."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from symdl import reading
from symdl.cli import main
from symdl.reading import Given, Task, pointed, printable

ADAM = [r"m^t = \beta_1 m^{t-1} + (1 - \beta_1) g^t", r"\hat{m}^t = \frac{m^t}{1 - \beta_1^t}"]
KEYS = ["schema", "id", "ok", "srepr", "latex", "notes", "error"]


def run(capsys, *argv: str) -> tuple[int, str, str]:
    status = main(["read", *argv])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


# --------------------------------------------------------------------------
# For a person


def test_a_formula_is_shown_as_sympy_and_as_latex_again(capsys):
    status, out, err = run(capsys, r"\dfrac 1m\sum_{i=1}^m x_i")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "  SymPy   Sum(x[i], (i, 1, m))/m"
    assert lines[1] == r"  LaTeX   \frac{1}{m} \sum_{i=1}^{m} x_i"
    assert "tree" not in out


def test_the_tree_is_shown_if_asked_for(capsys):
    assert "  tree    (* (/ 1 m) (sum (i 1 m) x[i]))" in run(capsys, "--tree", r"\frac1m\sum_{i=1}^m x_i")[1]


def test_what_is_not_sure_is_pointed_at(capsys):
    status, out, _ = run(capsys, "--infer", r"y = \log a b + 1")
    assert status == 0
    (at,) = [n for n, line in enumerate(out.splitlines()) if line.startswith("  note ")]
    text, carets = out.splitlines()[at + 1 : at + 3]
    assert text.strip() == r"y = \log a b + 1"
    assert carets.index("^") >= text.index(r"\log")
    assert carets.rindex("^") < text.index(" + 1")


def test_all_errors_of_a_text_are_told_at_once(capsys):
    status, out, _ = run(capsys, r"x + \foo = \frac{a}{} = \bar")
    assert status == 2
    assert out.count("  error   ") >= 1
    assert r"\foo is not known" in out
    text, carets = out.splitlines()[1:3]
    assert text.index(r"\foo") == carets.index("^")
    assert "SymPy" not in out


def test_names_that_were_inferred_are_shown_with_reasons(capsys):
    status, out, _ = run(capsys, *ADAM)
    assert status == 0
    shown = out[out.index("names, inferred"):]
    assert "m is a family" in shown
    assert "t is an index" in shown
    assert "beta1**t" in out.replace("_", "").replace("{", "").replace("}", "").replace("\\", "")


def test_what_is_inferred_can_be_kept_and_used(capsys, tmp_path):
    status, declaration, _ = run(capsys, "--declare", *ADAM)
    assert status == 0
    kept = tmp_path / "adam.toml"
    kept.write_text(declaration)
    assert declaration.startswith("# ")  # the reasons stay with it
    status, alone, _ = run(capsys, "--tree", r"m^2 g^t")
    assert "m[" not in alone  # m^2 is a power if nobody says that it is not
    status, out, _ = run(capsys, "--tree", "--notation", str(kept), r"m^2 g^t")
    assert status == 0
    assert "m[;2]" in out
    assert "names, inferred" not in out


def test_the_names_of_a_derivation(capsys):
    status, out, _ = run(capsys, "--in", "batch-norm", "--tree", r"\frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}")
    assert status == 0
    assert "var" in out  # \sigma^2 is one name there, and no power
    status, out, _ = run(capsys, "--in", "batch-norm", "x_i + q")
    assert status == 2
    assert "error" in out


def test_strict_takes_nothing_for_granted(capsys):
    assert run(capsys, r"\sigma(z)")[0] == 0
    status, out, _ = run(capsys, "--strict", r"\sigma(z)")
    assert status == 2
    assert "error" in out
    assert "^" in out
    assert run(capsys, "--strict", "x_i + 1")[0] == 0


@pytest.mark.parametrize("text", ["-x", "-x^2", r"-\frac{1}{2}", "-h", "-h_i x", "-1", "- x"])
def test_a_formula_may_begin_with_a_minus(capsys, text):
    status, out, _ = run(capsys, text, "--tree")
    assert status == 0
    assert "tree    (" in out
    assert "(- " in out


def test_standard_input(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("x_i^2\n"))
    assert "x[i]**2" in run(capsys, "-")[1]


UNUSABLE = {
    "nothing": ([], "there is nothing to read"),
    "two things": (["x", "--jsonl", "rows.jsonl"], "formulas and a file"),
    "no such file": (["--jsonl", "nothing.jsonl"], "nothing.jsonl cannot be read"),
    "a folder": (["--jsonl", "."], "cannot be read"),
    "no such notation": (["x", "--notation", "nothing.toml"], "cannot be read"),
    "no such derivation": (["x", "--in", "bath-norm"], "did you mean batch-norm"),
    "two notations": (["x", "--in", "batch-norm", "--notation", "a.toml"], "two notations"),
    "out without rows": (["x", "--out", "rows"], "--jsonl"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_unusable_input_exits_2_with_the_way_out(capsys, monkeypatch, tmp_path, name):
    monkeypatch.chdir(tmp_path)
    argv, says = UNUSABLE[name]
    status, out, err = run(capsys, *argv)
    assert (status, out) == (2, "")
    assert says in err


def test_help_starts_nothing():
    code = ("import sys\nfrom symdl.cli import main\n"
            "try: main(['read', '--help'])\nexcept SystemExit: pass\n"
            "assert not {'sympy', 'numpy'} & set(sys.modules), 'imported'")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "--notation FILE.toml" in done.stdout


POINTED = {
    "a word": ("x + y", 4, 5, "x + y\n    ^"),
    "some": ("x + yz", 4, 6, "x + yz\n    ^^"),
    "nothing": ("x +", 3, 3, "x +\n   ^"),
    "the second line": ("x +\ny + z", 8, 9, "y + z\n    ^"),
    "over an end of line": ("ab\ncd", 1, 4, "ab\n ^"),
    "an accent": ("x̂ + y", 5, 6, "x̂ + y\n    ^"),
    "wide letters": ("变 + y", 4, 5, "变 + y\n     ^"),
    "what a terminal obeys": ("\x1b[2J + y", 7, 8, "�[2J + y\n       ^"),
    "the other direction": ("x\u202e + y", 5, 6, "x� + y\n     ^"),
    "a surrogate": ("\ud800 + y", 4, 5, "� + y\n    ^"),
    "an empty text": ("", 0, 0, "\n^"),
}


@pytest.mark.parametrize("name", POINTED)
def test_carets_stand_under_what_they_mean(name):
    text, start, end, shown = POINTED[name]
    assert pointed(text, start, end) == shown


def test_of_a_long_line_the_part_that_matters_is_shown():
    text = "x + " * 500 + "!" + " + y" * 500
    line, carets = pointed(text, 2000, 2001).splitlines()
    assert line[carets.index("^")] == "!"
    assert len(line) < 300
    line, carets = pointed("x" * 4000, 0, 4000).splitlines()
    assert len(carets) <= len(line) < 300


def test_nothing_reaches_the_terminal_but_text():
    assert printable("a\x1b\r\n\0\u202e\tb") == "a����� b"


# --------------------------------------------------------------------------
# For a program


def test_json(capsys):
    status, out, _ = run(capsys, "--json", "x_i^2", r"\frac{a}{", *ADAM)
    assert status == 2
    found = json.loads(out)
    assert found["schema"] == 1
    one, two, *_ = found["formulas"]
    assert one["ok"] is True
    assert one["srepr"] == "Pow(Indexed(IndexedBase(Symbol('x')), Symbol('i')), Integer(2))"
    assert one["tree"] == "(^ x[i] 2)"
    assert one["text"] == "x_i^2"
    assert one["errors"] == []
    assert two["ok"] is False
    assert two["srepr"] is two["latex"] is two["tree"] is None
    assert two["error"] == two["errors"][0]
    assert set(two["error"]) == {"message", "start", "end", "hint"}
    assert {"name", "what", "why", "formula", "start", "end"} == set(found["inferred"]["names"][0])


ROWS = {
    # a line of the file: the id of its row, whether it is read, what the error says
    '{"id": "a", "latex": "x_i^2"}': ("a", True, ""),
    '{"id": 7, "text": "sum(x[i], i)/m"}': (7, True, ""),
    '{"latex": "1 + x"}': (3, True, ""),
    '{"id": "b", "latex": "\\\\frac{a}{"}': ("b", False, ""),
    '{"id": "c", "latex": ""}': ("c", False, "there is no formula"),
    '{"id": "d"}': ("d", False, "there is no formula in this line"),
    '{"id": "e", "latex": 5}': ("e", False, "there is no formula in this line"),
    '{"id": "e2", "latex": null}': ("e2", False, "there is no formula in this line"),
    "nonsense": (9, False, "not JSON"),
    "[1, 2]": (10, False, "not an object"),
    "5": (11, False, "not an object"),
    '{"id": {}, "latex": "x"}': (12, False, "an id is a text"),
    '{"id": 1.5, "latex": "x"}': (13, False, "an id is a text"),
    '{"id": "f", "latex": "\\ud800"}': ("f", False, ""),
    '{"id": "\\ud800", "latex": "x"}': ("\ud800", True, ""),
    "[" * 90000: (16, False, "not JSON"),
    '{"id": ' + "9" * 10000 + ', "latex": "x"}': (17, False, "not JSON"),
    '{"id": "g", "latex": "' + "x" * 200_000 + '"}': (18, False, "longer than"),
    '{"id": "h", "latex": "__import__(\\"os\\").system(\\"ls\\")"}': ("h", False, ""),
    '{"id": "i", "latex": "2^{10^{10^{10}}}"}': ("i", True, ""),
}


def test_a_row_out_for_every_row_in(capsys, tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(ROWS) + "\n\n  \n")
    status, out, err = run(capsys, "--jsonl", str(path))
    assert (status, err) == (0, "")  # the work that was asked for is done
    found = [json.loads(line) for line in out.splitlines()]
    assert [(row["id"], row["ok"]) for row in found] == [(id, ok) for id, ok, _ in ROWS.values()]
    for row, (_, ok, says) in zip(found, ROWS.values(), strict=True):
        assert [*row] == KEYS
        assert row["schema"] == 1
        assert (row["error"] is None) == ok
        assert (row["srepr"] is not None) == (row["latex"] is not None) == ok
        assert says in (row["error"] or {"message": ""})["message"]
    assert found[0]["srepr"] == "Pow(Indexed(IndexedBase(Symbol('x')), Symbol('i')), Integer(2))"
    assert found[0]["latex"] == "x_i^2"


def test_bytes_that_are_no_text(capsys, tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"id": "a", "latex": "\xff"}\n{"id": "b", "latex": "x"}\n\x00\x01')
    found = [json.loads(line)["ok"] for line in run(capsys, "--jsonl", str(path))[1].splitlines()]
    assert found == [False, True, False]


def test_a_row_has_notes_and_what_was_inferred(capsys, tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps({"id": n, "latex": text}) for n, text in enumerate([*ADAM, r"\sigma(z)"])))
    first, second, third = (json.loads(line) for line in run(capsys, "--jsonl", str(path), "--tree")[1].splitlines())
    kinds = {note["kind"] for note in first["notes"]}
    assert "inferred" in kinds
    assert "m[;t]" in first["tree"]
    assert all(set(note) == {"kind", "start", "end", "chosen", "other", "declare"} for note in third["notes"])
    assert third["notes"]
    # Together they say more than each alone.
    first, second, _ = (json.loads(line) for line in
                        run(capsys, "--jsonl", str(path), "--tree", "--infer")[1].splitlines())
    assert r"\hat{m}[;t]" in second["tree"]
    assert "inferred" not in {note["kind"] for note in first["notes"]}
    strict = [json.loads(line) for line in run(capsys, "--jsonl", str(path), "--strict")[1].splitlines()]
    assert strict[2]["ok"] is False


def many(path: Path, count: int) -> list[str]:
    texts = [rf"\frac{{{n}}}{{m}} \sum_{{i=1}}^m x_i" if n % 7 else rf"\frac{{{n}}}{{" for n in range(count)]
    path.write_text("".join(json.dumps({"id": f"n{n}", "latex": text}) + "\n" for n, text in enumerate(texts)))
    return texts


def test_thousands_on_all_cores_in_order(tmp_path):
    path = tmp_path / "rows.jsonl"
    many(path, 700)
    alone = [*reading.rows(reading.lines(str(path)), Task(None), jobs=1)]
    together = [*reading.rows(reading.lines(str(path)), Task(None), jobs=2)]
    assert alone == together
    assert [json.loads(line)["id"] for line in together] == [f"n{n}" for n in range(700)]
    assert [json.loads(line)["ok"] for line in together] == [n % 7 != 0 for n in range(700)]


def test_rows_that_are_there_already_stay(capsys, tmp_path):
    path, out = tmp_path / "rows.jsonl", tmp_path / "folder" / "out.jsonl"
    many(path, 20)
    status, said, err = run(capsys, "--jsonl", str(path), "--out", str(out))
    assert (status, err) == (0, "")
    assert "20 read; 3 that cannot be read" in said
    whole = out.read_text()
    lines = whole.splitlines(keepends=True)
    # As after a run that was stopped; a row that is there is not read again.
    marked = json.dumps({**json.loads(lines[4]), "latex": "mine"}) + "\n"
    out.write_text("".join([*lines[:4], marked]))
    assert "15 read, 5 there before; 3 that" in run(capsys, "--jsonl", str(path), "--out", str(out))[1]
    assert out.read_text() == "".join([*lines[:4], marked, *lines[5:]])
    assert "0 read, 20 there before" in run(capsys, "--jsonl", str(path), "--out", str(out))[1]
    assert out.read_text() == "".join([*lines[:4], marked, *lines[5:]])


def test_rows_of_one_id_are_all_read(capsys, tmp_path):
    path, out = tmp_path / "rows.jsonl", tmp_path / "out.jsonl"
    path.write_text('{"id": "a", "latex": "x"}\n{"id": "a", "latex": "y"}\n{"id": 1, "latex": "z"}\n'
                    '{"id": "1", "latex": "w"}\n')
    run(capsys, "--jsonl", str(path), "--out", str(out))
    whole = out.read_text()
    assert [json.loads(line)["latex"] for line in whole.splitlines()] == ["x", "y", "z", "w"]
    out.write_text("".join(whole.splitlines(keepends=True)[:1]))
    run(capsys, "--jsonl", str(path), "--out", str(out))
    assert out.read_text() == whole


def test_a_file_of_something_else_is_not_written_over(capsys, tmp_path):
    path, out = tmp_path / "rows.jsonl", tmp_path / "mine.txt"
    many(path, 3)
    for mine in ("my notes\n", '{"id": "a", "latex": "x"}\n', "[]\n", "\x00\n"):
        out.write_text(mine)
        status, _, err = run(capsys, "--jsonl", str(path), "--out", str(out))
        assert status == 2
        assert "is no row that symdl has written" in err
        assert out.read_text() == mine
    status, _, err = run(capsys, "--jsonl", str(path), "--out", str(path))
    assert status == 2
    status, _, err = run(capsys, "--jsonl", str(path), "--out", str(tmp_path))
    assert status == 2
    assert "cannot be read" in err


def test_what_is_done_is_in_the_file_when_a_run_is_stopped(tmp_path, monkeypatch):
    out = tmp_path / "out.jsonl"
    monkeypatch.setattr(reading, "SECONDS", 0.0)

    def given():
        for n in range(10):
            if n == 5:
                assert len(out.read_text().splitlines()) == 5
                raise KeyboardInterrupt
            yield Given(f"n{n}", "x")

    monkeypatch.setattr(reading, "_WORTH_IT", 1)
    monkeypatch.setattr(reading, "cores", lambda: 1)
    with pytest.raises(KeyboardInterrupt):
        reading.write(given(), Task(None), out)
    assert len(out.read_text().splitlines()) == 5


def test_a_fault_of_ours_costs_one_row(monkeypatch):
    def read(text, *_, **__):
        if "7" in text:
            raise RuntimeError("no")
        return real(text)

    real = reading.read
    monkeypatch.setattr(reading, "read", read)
    found = [json.loads(line) for line in reading.rows([Given(n, f"x + {n}") for n in range(9)], Task(None))]
    assert [row["ok"] for row in found] == [True] * 7 + [False, True]
    assert found[7]["error"]["message"] == "symdl failed here: RuntimeError: no"


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_run_that_is_interrupted_says_so_and_leaves_whole_rows(tmp_path):
    path, out = tmp_path / "rows.jsonl", tmp_path / "out.jsonl"
    many(path, 60_000)
    # Where the tests run in the background, Ctrl-C is ignored, and a process would inherit that.
    run = subprocess.Popen([sys.executable, "-m", "symdl.cli", "read", "--jsonl", str(path), "--out", str(out)],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                           preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
    until = time.monotonic() + 30
    while not out.exists() and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(1.0)
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "stopped" in err
    assert "Traceback" not in err
    ids = [json.loads(line)["id"] for line in out.read_text().splitlines()]
    assert ids == [f"n{n}" for n in range(len(ids))]
    assert len(ids) < 60_000


def test_a_reader_that_has_seen_enough(tmp_path):
    path = tmp_path / "rows.jsonl"
    many(path, 3000)
    command = f"{sys.executable} -m symdl.cli read --jsonl {path} | head -2"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert len(done.stdout.splitlines()) == 2
    assert "Traceback" not in done.stderr
