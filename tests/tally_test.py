#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
The tally counts every way in which a test can end, and none as passed that did not.

usage: tally_test.py TALLY
"""

import json
import os
import subprocess
import sys
import tempfile

# name: (a test as meson logs it, the last line, exit status)
CASES = {
    "TAP results are counted one by one": (
        {"stdout": "1..2\nok 1 - a\nok 2 - b\n", "result": "OK"}, "2 passed, 0 failed", 0),
    "a TAP failure": (
        {"stdout": "1..2\nok 1 - a\nnot ok 2 - b\n# why\n", "result": "FAIL"},
        "1 passed, 1 failed", 1),
    "a crash after the last result": (
        {"stdout": "1..2\nok 1 - a\n", "result": "ERROR"}, "1 passed, 1 failed", 1),
    "a crash after a skipped result": (
        {"stdout": "1..2\nok 1 - a # SKIP no disk\n", "result": "ERROR"},
        "0 passed, 1 failed, 1 skipped", 1),
    "a timeout": ({"stdout": "", "result": "TIMEOUT"}, "0 passed, 1 failed", 1),
    "a whole program skipped": (
        {"stdout": "1..0 # SKIP no kernel\n", "result": "SKIP"},
        "0 passed, 0 failed, 1 skipped", 0),
    "a program that only exits, passed": (
        {"stdout": "fine\n", "result": "OK"}, "1 passed, 0 failed", 0),
    "a program that only exits, failed": (
        {"stdout": "", "result": "FAIL"}, "0 passed, 1 failed", 1),
    "a program that only exits, skipped": (
        {"stdout": "no kernel\n", "result": "SKIP"}, "0 passed, 0 failed, 1 skipped", 0),
}


def tally(program, log, **environment):
    clean = {name: value for name, value in os.environ.items() if name != "KLPVET_FORBID_SKIP"}
    done = subprocess.run([sys.executable, program, f"x={log}"], text=True, check=False,
                          stdout=subprocess.PIPE, env={**clean, **environment})
    return done.stdout.splitlines(), done.returncode


def main(program):
    results = []
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "log.json")
        for name, (test, line, status) in CASES.items():
            with open(log, "w", encoding="utf-8") as file:
                json.dump({"name": "t", "returncode": 0, **test}, file)
            output, code = tally(program, log)
            results.append((name, output[-1] == line and code == status, output))
            if "skipped" in line:
                output, code = tally(program, log, KLPVET_FORBID_SKIP="1")
                results.append((f"{name}, skipping forbidden",
                                "skipped" not in output[-1] and code == 1, output))
        with open(log, "w", encoding="utf-8") as file:
            json.dump({"name": "t", "returncode": 0, "result": "OK",
                       "stdout": "1..1\nok 1 - a\n# | 7 agree\n# not this\n"}, file)
        output, code = tally(program, log)
        results.append(("what a test wants shown is shown",
                        output == ["7 agree", "1 passed, 0 failed"] and code == 0, output))
        os.unlink(log)
        output, code = tally(program, log)
        results.append(("no log at all is a failure", code == 1, output))
    print(f"1..{len(results)}")
    for number, (name, passed, output) in enumerate(results, 1):
        print(f"{'ok' if passed else 'not ok'} {number} - {name}")
        if not passed:
            print(*[f"#   {line}" for line in output], sep="\n")
    return 0 if all(passed for _, passed, _ in results) else 1


sys.exit(main(sys.argv[1]))
