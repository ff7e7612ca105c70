"""What the README shows is what happens: its file is run, and its output compared."""

import re
import shlex
from pathlib import Path

import pytest

from symdl.cli import main
from symdl.notation.reader.declare import loads
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import show

README = (Path(__file__).parent.parent / "README.md").read_text()
# Times, and what follows from the machine's rounding, are not compared.
VARYING = [(r" +\d+\.\d ms", " T ms"), (r"differences \de[-+]\d+", "differences D")]


def same(text: str) -> str:
    for pattern, word in VARYING:
        text = re.sub(pattern, word, text)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def sessions() -> list[tuple[str, str]]:
    """(command, output) of each ``$ symdl ...`` in a console block."""
    found = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            while command.endswith("\\"):
                more, _, output = output.partition("\n")
                command = command[:-1] + more
            found.append((command, output))
    return found


@pytest.mark.parametrize(("command", "output"), sessions(), ids=[c[:60] for c, _ in sessions()])
def test_the_tour_is_real(tmp_path, monkeypatch, capsys, command, output):
    monkeypatch.chdir(tmp_path)
    for name, block in zip(("rms_norm.py", "rms_norm_latex.py", "velocity.py"), blocks("python"), strict=False):
        (tmp_path / name).write_text(block)
    words = shlex.split(command)
    assert words[0] == "symdl"
    main(words[1:])
    captured = capsys.readouterr()
    got = same(captured.out + captured.err)
    if output.rstrip().endswith("..."):  # the README shows the beginning
        output = output.rstrip()[:-3]
        got = "\n".join(got.splitlines()[: len(same(output).splitlines())])
    assert got == same(output)


def test_the_derivation_in_latex_is_proved(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rms_norm.py").write_text(blocks("python")[1])
    assert main(["verify", "rms_norm.py"]) == 0
    assert "1 claims: 1 proved" in capsys.readouterr().out


@pytest.mark.parametrize(("words", "number"), [
    ("from symdl import check", 0), ("judge_solution(", 1), ("judge_parts(", 2)])
def test_programs_say_what_is_shown(capsys, words, number):
    (program,) = [block for block in blocks("python") if words in block]
    exec(compile(program, "README.md", "exec"), {})
    assert capsys.readouterr().out == blocks("text")[number]


def test_there_are_two_commands():
    shell = blocks("sh")
    assert len(shell) >= 2
    assert "symdl report" in shell[0]
    assert "pytest" in shell[1]


def test_the_declaration_that_is_shown_can_be_read():
    (shown,) = blocks("toml")
    notation = loads(shown)
    both = [parse(text, notation).tree for text in (r"\sigma_B^2 + z_j^{(i)}", r"\sigma_{\mathcal{B}}^2 + z_j^{(i)}")]
    assert both[0] == both[1]
    assert show(parse(r"\hat{m}^t dw", notation).tree) == r"(* \hat{m}[;t] dw)"
