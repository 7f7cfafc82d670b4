# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of the command line share: running klpvet and saying what it should have done."""

import os
import pathlib
import re
import subprocess
import sys

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(TESTS / "real"))
from support import elf, tap  # noqa: E402  (of tests/real)

TIMEOUT = 60


class Bench:
    """A folder with the demonstration's kernel and livepatches, and klpvet to run in it."""

    def __init__(self, arguments, folder, results):
        self.klpvet, self.folder, self.results = arguments.klpvet, folder, results
        self.kernels = arguments.kernels
        (folder / "kernels").symlink_to(arguments.kernels)
        for name in ("broken.ko", "good.ko"):
            (folder / name).write_bytes((arguments.modules / name).read_bytes())
        self.environment = {key: value for key, value in os.environ.items()
                            if key not in ("CI", "NO_COLOR")}
        self.environment |= {"XDG_CACHE_HOME": str(folder / "cache"), "TERM": "xterm",
                             # No status of klpvet, so that a sanitizer's verdict is seen.
                             "ASAN_OPTIONS": "detect_leaks=1:exitcode=99",
                             "UBSAN_OPTIONS": "halt_on_error=1:exitcode=99"}

    def run(self, *arguments, environment=None, stdout=subprocess.PIPE, **options):
        return subprocess.run([self.klpvet, *map(str, arguments)], cwd=self.folder, stdout=stdout,
                              stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=TIMEOUT,
                              env={**self.environment, **(environment or {})}, **options)

    def expect(self, name, arguments, status, out=(), err=(), result=None, **options):
        """Runs klpvet and compares the exit status; every pattern of @out and @err must be found.

        Without @err, nothing may be written to stderr. Returns the result."""
        result = result or self.run(*arguments, **options)
        wrong = []
        if result.returncode != status:
            wrong.append(f"exit status {result.returncode}, expected {status}")
        for stream, patterns in (("stdout", out), ("stderr", err)):
            text = (getattr(result, stream) or b"").decode("utf-8", "replace")
            patterns = [patterns] if isinstance(patterns, str) else patterns
            wrong += [f"{stream} does not say {pattern!r}" for pattern in patterns
                      if not re.search(pattern, text)]
        if not err and result.stderr:
            wrong.append("stderr should be empty")
        if wrong:
            wrong += ["klpvet " + " ".join(map(str, arguments))]
            wrong += ["stderr: " + line
                      for line in result.stderr.decode("utf-8", "replace").splitlines()[:6]]
        self.results.ok(not wrong, name, wrong)
        return result

    def path(self, name):
        return self.folder / name

    def write(self, name, content):
        self.path(name).write_bytes(content)
        return name
