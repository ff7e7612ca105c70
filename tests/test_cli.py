"""The command line as a user meets it: what it prints, how it exits, and what it refuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from symdl.cli import main

HEAD = """
from sympy import Integer
from symdl.derivation import Claim, Derivation, Slip
from symdl.language import Range, family, mean, sqrt, symbol, total
batch = Range("batch", "m", "i j")
i, j = batch.indices()
x = family("x", batch)
u = symbol("u")
"""


def derivation(tmp_path: Path, claim: str) -> str:
    path = tmp_path / "mine.py"
    path.write_text(HEAD + f"DERIVATION = Derivation(title='t', symbols=(x, u), claims=({claim},))\n")
    return str(path)


def test_help_imports_neither_sympy_nor_numpy():
    code = "import sys; from symdl.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n" \
           "print(sorted({'sympy', 'numpy', 'flint', 'jinja2', 'typst'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert "verify" in done.stdout


def test_verify_one(capsys):
    assert main(["verify", "linear-layer"]) == 0
    out = capsys.readouterr().out
    assert "proved" in out
    assert "3 claims: 3 proved; 9 of 9 slips refuted; all as expected" in out


def test_verify_json(capsys):
    assert main(["verify", "weight-decay", "--json"]) == 0
    claims = {c["id"]: c for c in json.loads(capsys.readouterr().out)["claims"]}
    printed = claims["weight-decay/update-as-printed"]
    assert printed["verdict"] == printed["expected"] == "refuted"
    assert printed["witness"]["lhs"] != printed["witness"]["rhs"]
    halved = claims["weight-decay/update-halved"]
    assert halved["verdict"] == "proved"
    assert {s["verdict"] for s in halved["slips"]} == {"refuted"}


def test_verify_thorough(capsys):
    assert main(["verify", "weight-decay", "--thorough"]) == 0
    out = capsys.readouterr().out
    assert "24 of 24 mutants refuted, 2nd proof: agrees, chance of error below 2^-" in out
    assert "104 of 104 mutants refuted; 3 of 3 proofs confirmed by a second one" in out
    assert main(["verify", "weight-decay", "--thorough", "--json"]) == 0
    claims = {c["id"]: c for c in json.loads(capsys.readouterr().out)["claims"]}
    assert claims["weight-decay/update-whole"]["mutants"] == {"refuted": 40, "proved": [], "undecided": []}
    assert claims["weight-decay/update-whole"]["second_proof"]["agrees"] is True
    assert claims["weight-decay/update-as-printed"]["mutants"] is None
    assert main(["verify", "weight-decay", "--json"]) == 0
    (claim, *_) = json.loads(capsys.readouterr().out)["claims"]
    assert claim["mutants"] is claim["second_proof"] is None


def test_mutate(tmp_path, capsys):
    path = derivation(tmp_path, "Claim('c', total(x[i] - mean(x[j], j), i), Integer(0))")
    assert main(["mutate", path]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("mine/c: ")
    at = out.index("  proved: left side: the other way round: mean(x[j], j) - x[i] for x[i] - mean(x[j], j)")
    assert out[at + 1] == "    sum(mean(x[j], j) - x[i], i) = 0"
    assert "is zero, and so is" in out[at + 2]
    assert main(["mutate", path, "--json"]) == 0
    (claim,) = json.loads(capsys.readouterr().out)["claims"]
    assert claim["id"] == "mine/c"
    by = {m["text"]: m for m in claim["mutants"]}
    assert len(by) == len(claim["mutants"]) >= 20
    changed = by["left side: the term -mean(x[j], j) dropped"]
    assert changed["statement"] == "sum(x[i], i) = 0"
    assert changed["verdict"] == "refuted"
    assert changed["why"] == ""
    assert changed["witness"]["lhs"] != changed["witness"]["rhs"]


def test_mutate_says_that_a_wrong_statement_has_none(capsys):
    assert main(["mutate", "weight-decay/update-as-printed"]) == 0
    assert "weight-decay/update-as-printed: none: it is stated because it is wrong" in capsys.readouterr().out


EXITS = {
    "proved": ("Claim('c', total(x[i] - mean(x[j], j), i), Integer(0))", 0, "proved"),
    "refuted": ("Claim('c', total(x[i], i), mean(x[i], i))", 1, "counterexample: x = "),
    "a slip that is no slip": ("Claim('c', u, u, slips=(Slip('same', 1*u),))", 1, "slip not refuted: same: proved"),
    # True, but nested roots are not taken apart; balls cannot tell equal from close.
    "undecided": ("Claim('c', sqrt(3 + 2*sqrt(Integer(2))) + u, 1 + sqrt(Integer(2)) + u)", 3, "left over: "),
}


@pytest.mark.parametrize("name", EXITS)
def test_exit_status(tmp_path, capsys, name):
    claim, status, says = EXITS[name]
    got = main(["verify", derivation(tmp_path, claim)])
    assert says in capsys.readouterr().out
    assert got == status


UNUSABLE = {
    "no such file": (["verify", "nothing.py"], "there is no file nothing.py"),
    "no such id": (["verify", "batch-nrom"], "did you mean batch-norm"),
    "no such question": (["check", "batch-norm/dz", "1"], "there is no question"),
    "an answer that cannot be read": (["check", "batch-norm/dx", "dxhat[i"], "invalid"),
    "nothing to export": (["export"], "symdl export --list"),
    "not exportable": (["export", "dropout"], "dropout"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_unusable_input_exits_2_with_the_way_out(capsys, name):
    argv, says = UNUSABLE[name]
    assert main(argv) == 2
    captured = capsys.readouterr()
    assert says in captured.err + captured.out


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_an_output_folder_that_cannot_be_written(tmp_path, capsys):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    assert main(["report", "activations", "--out", str(locked / "out")]) == 2
    assert "cannot" in capsys.readouterr().err


def test_an_output_folder_that_is_a_file(tmp_path, capsys):
    (tmp_path / "out").write_text("mine")
    assert main(["report", "activations", "--out", str(tmp_path / "out")]) == 2
    assert "cannot" in capsys.readouterr().err
    assert (tmp_path / "out").read_text() == "mine"


def test_check_reads_standard_input_and_prints_json(capsys, monkeypatch):
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("p*h\n"))
    assert main(["check", "dropout/mean", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "equivalent"
    assert main(["check", "dropout/mean", "h", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["witness"]


def test_list_and_show(capsys):
    assert main(["list"]) == 0
    assert "batch-norm-invariance" in capsys.readouterr().out
    assert main(["show", "batch-norm"]) == 0
    out = capsys.readouterr().out
    assert "xhat[i]" in out
    assert "dx[i] = dxhat[i]/sqrt(var + eps)" in out


def test_export_writes_a_file_that_checks_itself(tmp_path):
    target = tmp_path / "bn.py"
    assert main(["export", "batch-norm", "--to", "numpy", "--out", str(target)]) == 0
    done = subprocess.run([sys.executable, "-I", str(target)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "sympy" not in target.read_text().lower().replace("no sympy", "")


def test_a_closed_pipe_is_no_error():
    command = f"{sys.executable} -m symdl.cli verify activations | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


def test_progress_is_for_a_terminal_and_is_gone_at_the_end():
    """One line that names the claim awaited, and nothing of it left; nothing at all in a pipe."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "symdl.cli", "verify", "weight-decay"]
    piped = subprocess.run(command, capture_output=True, text=True, check=True)
    assert piped.stderr == ""
    seen = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, text=True, check=True)
    os.close(theirs)
    written = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert seen.stdout.splitlines()[-1] == piped.stdout.splitlines()[-1]
    lines = [line for line in written.split("\r\033[K") if line]
    assert lines[0] == "verifying 1/4 weight-decay/penalty-gradient-halved"
    assert lines[-1] == "verifying 4/4 weight-decay/update-as-printed"
    assert written.endswith("\r\033[K")


def test_a_theme_replaces_what_it_holds_and_keeps_the_rest(tmp_path, capsys):
    theme, out = tmp_path / "theme", tmp_path / "out"
    theme.mkdir()
    (theme / "report.css").write_text("body { color: teal }")
    assert main(["report", "weight-decay", "--out", str(out), "--templates", str(theme)]) == 0
    assert "body { color: teal }" in (out / "report.html").read_text()
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    (theme / "report.typ").write_text("\n#nope")
    assert main(["report", "weight-decay", "--out", str(out), "--templates", str(theme)]) == 2
    assert "report.typ:2" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_report_help_tells_of_themes():
    done = subprocess.run([sys.executable, "-m", "symdl.cli", "report", "--help"],
                          capture_output=True, text=True, check=True)
    assert "--templates DIR" in done.stdout
    assert "report.html.j2" in done.stdout.replace("\n", "").replace(" ", "")


def test_a_killed_run_leaves_the_old_report_whole(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    names = ["report.tex", "report.pdf", "report.html", "report.json"]
    for name in names:
        (out / name).write_text("old")
    for wait in (0.3, 0.8):
        run = subprocess.Popen([sys.executable, "-m", "symdl.cli", "report", "batch-norm", "--out", str(out)],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            run.wait(wait)
        except subprocess.TimeoutExpired:
            run.kill()
            run.wait()
            assert [(out / name).read_text() for name in names] == ["old"] * 4


def test_a_worked_solution_is_judged_line_by_line(capsys):
    lines = "exp(-z)/(1 + exp(-z))^2\n= 1/(1 + exp(-z)) - 1/(1 + exp(-z))^2\n= sigmoid(z)*(1 + sigmoid(z))"
    assert main(["check", "activations/sigmoid-derivative", lines, "--solution"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in out[:3]] == ["right", "right", "wrong"]
    assert out[3].startswith("not equivalent: line 3: ")
    assert main(["check", "activations/sigmoid-derivative", lines, "--solution", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["first_wrong"] == 3


def test_a_question_in_a_file_is_checked(tmp_path, capsys):
    (tmp_path / "q.toml").write_text("reference = 'sin(2*x)'")
    assert main(["check", str(tmp_path / "q.toml"), "2*sin(x)*cos(x)"]) == 0
    assert main(["check", str(tmp_path / "q.toml"), "2*sin(x)"]) == 1
    assert main(["check", str(tmp_path / "none.toml"), "2*sin(x)"]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_no_control_character_of_an_answer_reaches_the_terminal(capsys):
    for more in ([], ["--solution"]):
        assert main(["check", "batch-norm/dx", "1/2\x1b[31m", *more]) == 2
        assert "\x1b" not in capsys.readouterr().out
