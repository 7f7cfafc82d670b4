# SPDX-License-Identifier: GPL-2.0-or-later
"""Test results in the Test Anything Protocol, as meson reads it."""

import os
import sys
import traceback

DETAIL_LINES = 20


class Skip(Exception):
    """The test cannot run here; the text says why and what would supply what is missing."""


class Tap:
    def __init__(self):
        self.count = 0
        self.failures = 0

    def ok(self, condition, name, detail=""):
        """Reports one result; @detail (text or a list of lines) is shown for a failure."""
        self.count += 1
        print(f"{'ok' if condition else 'not ok'} {self.count} - {name.replace('#', '')}")
        if not condition:
            self.failures += 1
            lines = detail.splitlines() if isinstance(detail, str) else list(map(str, detail))
            for line in lines[:DETAIL_LINES]:
                print(f"#   {line}")
            if len(lines) > DETAIL_LINES:
                print(f"#   ... and {len(lines) - DETAIL_LINES} more")
        sys.stdout.flush()

    def equal(self, found, expected, name):
        self.ok(found == expected, name, f"expected: {expected!r}\nfound:    {found!r}")

    def same(self, found, expected, name):
        """Compares two sets; shows what one has and the other has not."""
        found, expected = set(found), set(expected)
        lines = [f"missing: {item}" for item in sorted(expected - found, key=str)]
        lines += [f"not expected: {item}" for item in sorted(found - expected, key=str)]
        self.ok(not lines, f"{name} ({len(expected)})", lines)

    def show(self, text):
        """A line that the summary of all tests repeats."""
        print(f"# | {text}")

    def note(self, text):
        for line in str(text).splitlines():
            print(f"# {line}")


def run(body):
    """Runs @body(tap) and ends the program as meson's TAP reader expects."""
    tap = Tap()
    try:
        body(tap)
        print(f"1..{tap.count}")
    except Skip as reason:
        if os.environ.get("KLPVET_FORBID_SKIP"):
            tap.ok(False, "everything this test needs is there", f"{reason}")
            print(f"1..{tap.count}")
        elif tap.count:
            tap.ok(False, "skipped half-way", f"{reason}")
            print(f"1..{tap.count}")
        else:
            print(f"1..0 # SKIP {reason}")
    except Exception:
        tap.ok(False, "the test itself runs", traceback.format_exc())
        print(f"1..{tap.count}")
    sys.exit(1 if tap.failures else 0)
