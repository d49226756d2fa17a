"""Install a stick on this Linux without network, and try a lesson, a run and the board.

    python tools/try_stick.py STICK [LESSON]

Everything runs in a network namespace of its own (`unshare -rn`), with nothing but this computer's own
address, with an empty home folder. LESSON is a number, 04 if none is given.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ALONE = ["unshare", "-rn", "sh", "-c", 'ip link set lo up 2>/dev/null || ifconfig lo up; exec "$@"', "sh"]
ONLINE = "import socket; socket.create_connection(('192.0.2.1', 80), 2)"
SMALL = ["--set", "people.n_people=2000", "--set", "run.days=30", "--set", "run.scale=0.002"]
BOARD = """
import subprocess, sys, time, urllib.request
from simkit_course.widget.board import page, command, board_environment
import json, tempfile, pathlib
with tempfile.TemporaryDirectory() as name:
    book = pathlib.Path(name, "policy-lab.ipynb")
    book.write_text(json.dumps(page("id")))
    server = subprocess.Popen(command(book, "id", 8977, False), env=board_environment(pathlib.Path(name)), cwd=name)
    try:
        for _ in range(600):
            try:
                text = urllib.request.urlopen("http://127.0.0.1:8977/", timeout=300).read().decode()
                break
            except OSError:
                time.sleep(1)
        assert "jupyter-widgets" in text or "widget" in text, text[:500]
    finally:
        server.terminate()
        server.wait(60)
"""


def main() -> int:
    """Try it; 1 if anything failed."""
    stick, number = Path(sys.argv[1]).resolve(), sys.argv[2] if len(sys.argv) > 2 else "04"
    failed = False
    with tempfile.TemporaryDirectory(prefix="simkit stick ") as name:
        home = Path(name)
        path = f"{Path(sys.base_prefix, 'bin')}{os.pathsep}{os.defpath}"
        env = {"HOME": name, "PATH": path, "PYTHONUTF8": "1", "MPLBACKEND": "agg", "LANG": "C.UTF-8"}
        bin_ = home / "simkit-env" / "bin"
        find = "from simkit_course.lab import Labspace, find_originals as f; from pathlib import Path; "
        fill = f"{find}print(*Labspace(Path('lab/id'), f('id')).fill('id'), sep='\\n')"
        steps = {
            "no network": [
                sys.executable,
                "-c",
                f"try:\n {ONLINE}\nexcept OSError: pass\nelse: raise SystemExit(1)",
            ],
            "install and check": ["sh", str(stick / "install.sh")],
            "run": [str(bin_ / "simkit"), "run", "baseline", *SMALL, "--out", "run"],
            "copies": [str(bin_ / "python"), "-c", fill],
            "lesson": [
                "sh",
                "-c",
                f'exec "{bin_}/jupyter" execute --kernel_name=python3 lab/id/{number}-*.ipynb',
            ],
            "board": [str(bin_ / "python"), "-c", BOARD],
        }
        for step, words in steps.items():
            began = time.monotonic()
            made = subprocess.run(
                [*ALONE, *words], cwd=home, env=env, capture_output=True, text=True, check=False
            )
            print(
                f"{step}: {'FAILED' if made.returncode else 'well'}, {time.monotonic() - began:.0f} s",
                flush=True,
            )
            if made.returncode:
                print(made.stdout[-2000:], made.stderr[-2000:])
                failed = True
            elif step == "install and check":
                print(made.stdout)
        size = sum(p.stat().st_size for p in (home / "simkit-env").rglob("*") if p.is_file())
        print(f"installed: {size / 1e6:.0f} MB")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
