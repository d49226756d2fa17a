"""The command line: ``simkit run palembang-reported``. Only this layer prints."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from importlib import metadata
from typing import NoReturn

from ..core.errors import BadValue, nearest, quoted
from ..core.installed import require
from .ends import complain, explain, let_go, open_streams
from .options import add_findings
from .screen_options import add_calibrate, add_detectors, add_screen

COMMANDS = {
    "run": "Simulate a story and save its tables.",
    "compare": "Compare policies: each with the same seeds, differences with intervals.",
    "screen": "Find out which guesses decide an outcome, or what a policy does. / Mencari tebakan mana yang "
    "menentukan "
    "suatu hasil, atau pengaruh suatu kebijakan.",
    "calibrate": "Hold the model to published facts: those put in, and those held out. / Menguji model "
    "dengan fakta "
    "yang terbit: yang dipakai sebagai masukan, dan yang disisihkan.",
    "findings": "Run the policy study and write its page, docs/findings.md, with pictures.",
    "scenarios": "List the stories.",
    "policies": "List the policies: what each changes, costs and cannot do.",
    "audit": "Check that no id, digit, second or gap in saved runs gives the truth away. / Memeriksa bahwa "
    "tidak ada "
    "nomor, angka, detik, atau isian kosong yang membocorkan kebenaran.",
    "describe": "Tell a story: what happens, and every setting that differs from the default.",
    "detect": "Look for fraud in a folder of observed tables, even after a spreadsheet had them. / Mencari "
    "kecurangan "
    "dalam satu folder tabel, juga yang sudah lewat Excel.",
    "detectors": "List the detectors: what each finds and cannot see; or measure them. / Daftar detektor: "
    "apa yang dicari "
    "dan apa yang tidak terlihat; atau mengukurnya.",
    "datasets": "List, build or verify the data sets of the lessons.",
    "docs": "Write the generated documents anew.",
    "lab": "Open the lessons in JupyterLab, on a copy of your own.",
    "notebooks": "Build the lessons' notebooks from their sources, compare both, or make pages and slides of them.",
}
EXAMPLES = {
    "run": "simkit run palembang-reported --seed 7 --policy cap:per_operator=1 --out out/cap1",
    "compare": "simkit compare baseline --arm daily=forwarding:every_days=1 --seeds 20 --workers 2 --out "
    "out/daily",
    "screen": "simkit screen policy-lab --outcome n_victims --arm forwarding:every_days=1 --groups --out "
    "out/screen",
    "calibrate": "simkit calibrate --seeds 10 --workers 2",
    "findings": "simkit findings --workers 2",
    "scenarios": "simkit scenarios --lang id",
    "policies": "simkit policies",
    "audit": "simkit audit out/seed1 out/seed2 out/seed3",
    "describe": "simkit describe palembang-reported",
    "detect": "simkit detect out/demo --as-of 2024-10-31 --top 50 --lang id",
    "detectors": "simkit detectors --measure --seeds 20 --out docs",
    "datasets": "simkit datasets build --folder out/datasets",
    "docs": "simkit docs --check",
    "lab": "simkit lab --lang id",
    "notebooks": "simkit notebooks build 01",
}


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, like all others of simkit."""

    def error(self, message: str) -> NoReturn:
        raise BadValue(f"{message}; see `{self.prog} --help`")


def version() -> str:
    """Give simkit's version, or a word where it runs from a checkout that was never installed."""
    try:
        return metadata.version("simkit")
    except metadata.PackageNotFoundError:
        return "(not installed)"


def make_parser() -> argparse.ArgumentParser:
    """Make the parser of all commands.

    Examples
    --------
    >>> make_parser().parse_args(["run", "baseline", "--seed", "3"]).seed
    '3'
    """
    top = _Parser(
        prog="simkit",
        description="Simulate telecom fraud in an Indonesia that does not exist. All data is synthetic.",
        epilog="Begin with: simkit run palembang-reported --out out/demo",
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"simkit {version()}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    made = {
        name: commands.add_parser(
            name, help=text, description=text, epilog=f"Example: {EXAMPLES[name]}", allow_abbrev=False
        )
        for name, text in COMMANDS.items()
    }
    _add_run(made["run"])
    _add_compare(made["compare"])
    add_findings(made["findings"])
    add_screen(made["screen"])
    add_calibrate(made["calibrate"])
    _add_detect(made["detect"])
    made["describe"].add_argument("story", metavar="STORY", help="a story's name, or a TOML file")
    _add_audit(made["audit"])
    add_detectors(made["detectors"])
    made["datasets"].add_argument("action", choices=("list", "build", "verify"), help="what to do")
    made["datasets"].add_argument("names", nargs="*", metavar="NAME", help="which to build (default: all)")
    made["datasets"].add_argument("--folder", metavar="DIR", help="where they are (default: those shipped)")
    made["docs"].add_argument("--check", action="store_true", help="write nothing; exit 1 if one is stale")
    _add_lab(made["lab"])
    made["notebooks"].add_argument(
        "action",
        choices=("build", "check", "pages"),
        help="run and write them, or only compare, or make HTML pages and slides that open without internet",
    )
    made["notebooks"].add_argument("lessons", nargs="*", metavar="NN", help="lessons (default all)")
    made["notebooks"].add_argument("--out", metavar="DIR", help="where the pages go (default out/pages)")
    for name in ("run", "compare", "screen", "calibrate", "scenarios", "describe", "detect", "detectors"):
        made[name].add_argument("--lang", choices=("en", "id"), default="en", help="language (default en)")
    return top


def _add_run(run: argparse.ArgumentParser) -> None:
    run.add_argument("story", metavar="STORY", help="a story's name (see `simkit scenarios`), or a TOML file")
    run.add_argument("--seed", default="1", metavar="N", help="a whole number, 0 or more (default 1)")
    run.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="SECTION.KEY=VALUE",
        help="change one number of the story",
    )
    run.add_argument(
        "--policy",
        action="append",
        default=[],
        metavar="NAME[:KEY=VALUE...]",
        help="switch a policy on, in place of the story's one of that name; -NAME switches it off",
    )
    run.add_argument("--out", metavar="DIR", help="where to save the tables (default out/STORY)")
    run.add_argument("--format", choices=("parquet", "csv"), default="parquet", help="default parquet")
    run.add_argument("--no-report", action="store_true", help="save the tables only, without report.html")


def _add_compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "story", metavar="STORY", help="a story's name (see `simkit scenarios`), or a TOML file"
    )
    parser.add_argument(
        "--arm",
        action="append",
        default=[],
        metavar="NAME=POLICY[,POLICY...]",
        help="an arm: policies to add to the story; the story as it is joins as `baseline`",
    )
    parser.add_argument(
        "--seeds", default="20", metavar="N", help="how many seeds each arm runs (default 20)"
    )
    parser.add_argument(
        "--base", default="none", metavar="NAME", help="arm to compare with (default baseline)"
    )
    parser.add_argument(
        "--stop", metavar="OUTCOME", help="stop early once this outcome is clear in every arm"
    )
    parser.add_argument("--workers", default="1", metavar="N", help="processes on this machine (default 1)")
    parser.add_argument("--cluster", metavar="ADDRESS", help="a Dask scheduler, such as tcp://10.0.0.5:8786")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="SECTION.KEY=VALUE",
        help="change one number of the story, in every arm",
    )
    parser.add_argument(
        "--out", metavar="DIR", help="where to keep runs and results (default out/compare-STORY)"
    )


def _add_detect(detect: argparse.ArgumentParser) -> None:
    detect.add_argument(
        "folder",
        metavar="FOLDER",
        help="a folder of `simkit run`, or one with tables as CSV or Parquet; some may be missing / folder hasil "
        "`simkit run`, atau folder berisi tabel CSV atau Parquet; boleh tidak lengkap",
    )
    detect.add_argument(
        "--as-of",
        default="",
        metavar="DATE",
        help="look only at what was known at the end of that day, 2024-10-31 / hanya yang diketahui "
        "pada akhir hari itu",
    )
    detect.add_argument(
        "--top",
        default="100",
        metavar="N",
        help="how long each ranked list is (default 100) / panjang tiap daftar peringkat",
    )
    detect.add_argument(
        "--out",
        metavar="DIR",
        help="where to write the report and the lists (default FOLDER-findings) / tempat menulis laporan dan daftar",
    )
    detect.epilog = (
        f"{detect.epilog}. Nothing in FOLDER is changed. A ranking is no verdict. A folder with numbers that could "
        "belong to real people is refused, and no option changes that. / Isi FOLDER tidak diubah. Peringkat bukan "
        "putusan. Folder dengan nomor yang bisa milik orang sungguhan ditolak, dan tidak ada opsi untuk itu."
    )


def _add_audit(audit: argparse.ArgumentParser) -> None:
    audit.add_argument(
        "folders",
        nargs="+",
        metavar="FOLDER",
        help="saved runs of one story with different seeds / hasil satu cerita dengan seed berbeda-beda",
    )
    audit.add_argument(
        "--capacity",
        metavar="N",
        help="how many entities investigators look at (default: as many as are bad) / berapa yang sanggup diperiksa "
        "penyelidik (bawaan: sebanyak yang memang jahat)",
    )
    audit.add_argument("--lang", choices=("en", "id"), default="en", help="language (default en)")


def _add_lab(lab: argparse.ArgumentParser) -> None:
    lab.add_argument("--lang", choices=("en", "id"), help="language (default: the computer's)")
    lab.add_argument(
        "--reset", metavar="NN", help="begin lesson NN afresh; your work is kept under another name"
    )
    lab.add_argument("--folder", metavar="DIR", help="where your copies live (default ~/telco-fraud-lab)")
    lab.add_argument("--port", metavar="N", help="the server's port; the next free one if it is taken")
    lab.add_argument("--no-browser", action="store_true", help="only print the address")
    lab.add_argument(
        "--board", action="store_true", help="open only the policy lab, as a page for the projector (Voila)"
    )


def join_minus(argv: Iterable[str]) -> list[str]:
    """Join ``--policy -NAME`` to one word, which the parser would else take for an option.

    Examples
    --------
    >>> join_minus(["run", "baseline", "--policy", "-cap", "--seed", "2"])
    ['run', 'baseline', '--policy=-cap', '--seed', '2']
    """
    made: list[str] = []
    for word in argv:
        minus = word.startswith("-") and not word.startswith("--") and len(word) > 1
        if minus and made and made[-1] == "--policy":
            made[-1] = f"--policy={word}"
        else:
            made.append(word)
    return made


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code: 0 well, 1 it failed, 2 something to mend, 130 stopped, 141 unread."""
    open_streams()
    try:
        try:
            return _dispatch(join_minus(sys.argv[1:] if argv is None else argv))
        finally:
            sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:
        code, text = explain(error)
    if text:
        complain(f"simkit: {text}\n")
    let_go(sys.stdout)
    return code


def _dispatch(words: list[str]) -> int:
    if words and not words[0].startswith("-") and words[0] not in COMMANDS:
        raise BadValue(f"no command {quoted(words[0])}: {nearest(words[0], COMMANDS)}")
    parser = make_parser()
    args = parser.parse_args(words)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if args.command is None:
        parser.print_help()
        return 0
    require(" ".join(["simkit", args.command, *([args.action] if args.command == "notebooks" else [])]))
    # The engine takes a second to import: help, the version and a mistyped option need not wait for it.
    from . import commands  # noqa: PLC0415

    return commands.run_command(args)
