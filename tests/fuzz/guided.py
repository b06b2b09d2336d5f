"""Fuzzing that looks which code its input reaches, with atheris where that is installed: `.venv/bin/pip install atheris`.

`python -m tests.fuzz.guided` tries each target of `targets.py` for a minute; `--target yaml --seconds 3600` one of them
for an hour, `--input FILE` one finding again. Findings and what was reached are kept in `var/fuzz-guided/`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "var/fuzz-guided"
NAMES = ("form", "yaml", "seed", "edit", "cookie", "voice", "text")
INSTRUMENTED = ("helpline", "werkzeug.formparser", "werkzeug.sansio.multipart", "werkzeug.http", "itsdangerous")
LONGEST = 4096
SLOWEST = 10
"""Seconds after which an input is a finding."""


def main() -> int:
    """Run; return 1 if there was a finding."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", choices=NAMES)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--input", type=Path, help="a finding to try again")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if find_spec("atheris") is None:
        print("Fuzzing by coverage is left out: atheris is not installed.")
        return 0
    if given.inside:
        _inside(given.target, given.seconds, given.seed, given.input)
    names = [given.target] if given.target else NAMES
    return max(_outside(name, given.seconds, given.seed, given.input) for name in names)


def _outside(name: str, seconds: int, seed: int, again: Path | None) -> int:
    """Try a target in a process of its own, since the fuzzer ends the one it is in."""
    print(f"{name}: {seconds} s, seed {seed}")
    command = [sys.executable, "-m", "tests.fuzz.guided", "--inside", "--target", name, "--seconds", str(seconds)]
    more = ["--seed", str(seed), *(["--input", str(again)] if again else [])]
    done = subprocess.run([*command, *more], cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False)
    lines = done.stderr.splitlines()
    print("\n".join(lines[-40:] if done.returncode else lines[-1:]))
    return 1 if done.returncode else 0


def _inside(name: str, seconds: int, seed: int, again: Path | None) -> None:
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=list(INSTRUMENTED)):
        targets = import_module("tests.fuzz.targets").TARGETS
    reached = KEPT / name
    reached.mkdir(parents=True, exist_ok=True)
    limits = [f"-max_total_time={seconds}", f"-seed={seed}", f"-max_len={LONGEST}", f"-timeout={SLOWEST}"]
    atheris.Setup([name, *limits, f"-artifact_prefix={KEPT}/{name}-", str(again or reached)], targets[name])
    atheris.Fuzz()


if __name__ == "__main__":
    raise SystemExit(main())
