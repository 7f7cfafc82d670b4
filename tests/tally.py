#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
Adds up the logs of several `meson test` runs: prints what failed and what was skipped and why,
and then one line, "N passed, N failed" or "N passed, N failed, N skipped".

A program that speaks TAP counts with each of its results, and what it says in lines "# | TEXT" is
printed. With KLPVET_FORBID_SKIP set, what was
skipped counts as failed.

usage: tally.py LABEL=TESTLOG.json...      exit status 1 when anything failed
"""

import json
import os
import re
import sys

RESULT = re.compile(r"^(not )?ok\b[ \d]*(?:- *)?([^#]*)(?:# *(skip|todo)\w*\b *(.*))?",
                    re.IGNORECASE)
NOTHING = re.compile(r"^1\.\.0\b\s*(?:# *skip\w*\b *(.*))?", re.IGNORECASE)
DETAIL_LINES = 8  # of what a test says about a failure


class Tally:
    def __init__(self):
        self.passed, self.failed, self.skipped, self.shown = 0, [], [], []

    def add(self, label, test):
        where = f"{label}: {test['name']}"
        before = len(self.failed)
        results = self._add_results(where, test.get("stdout") or "")
        failed = test["result"] in ("FAIL", "ERROR", "TIMEOUT", "INTERRUPT", "UNEXPECTEDPASS")
        if failed and len(self.failed) == before:
            # It ended badly after its last result, or has none: that is one failure more.
            self.failed.append(f"{where} ({test['result'].lower()}, "
                               f"exit status {test['returncode']})")
        elif test["result"] == "SKIP" and not results:
            self.skipped.append((where, self._last_line(test)))
        elif not results and not failed:
            self.passed += 1

    def _add_results(self, where, output):
        """Counts TAP results; says whether there were any."""
        any_result = False
        shown = 0
        for line in output.splitlines():
            if line.startswith("# | "):
                self.shown.append(line[4:])
                continue
            if line.startswith("#") and 0 < shown <= DETAIL_LINES:
                self.failed[-1] += f"\n    {line}"
                shown += 1
                continue
            shown = 0
            nothing = NOTHING.match(line)
            if nothing:
                self.skipped.append((where, nothing.group(1) or "no reason given"))
                any_result = True
                continue
            result = RESULT.match(line)
            if not result:
                continue
            any_result = True
            is_not, name, directive, reason = result.groups()
            if directive and directive.lower() == "skip":
                self.skipped.append((f"{where}: {name.strip()}", reason or "no reason given"))
            elif is_not and not directive:
                self.failed.append(f"{where}: {name.strip()}")
                shown = 1
            else:
                self.passed += 1
        return any_result

    @staticmethod
    def _last_line(test):
        lines = ((test.get("stdout") or "") + (test.get("stderr") or "")).strip().splitlines()
        return lines[-1] if lines else "no reason given"


def read(path):
    """The tests of one run: meson writes one JSON object on each line."""
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def main(arguments):
    tally = Tally()
    for argument in arguments:
        label, path = argument.split("=", 1)
        tests = read(path) if os.path.exists(path) else []
        if not tests:
            tally.failed.append(f"{label}: no test was run")
        for test in tests:
            tally.add(label, test)
    for text in tally.shown:
        print(text)
    forbidden = bool(os.environ.get("KLPVET_FORBID_SKIP"))
    for where, reason in tally.skipped:
        print(f"skipped{' (forbidden)' if forbidden else ''}: {where}: {reason}")
    if forbidden:
        tally.failed += [where for where, _ in tally.skipped]
        tally.skipped = []
    for where in tally.failed:
        print(f"failed: {where}")
    skipped = f", {len(tally.skipped)} skipped" if tally.skipped else ""
    print(f"{tally.passed} passed, {len(tally.failed)} failed{skipped}")
    return 1 if tally.failed else 0


sys.exit(main(sys.argv[1:]))
