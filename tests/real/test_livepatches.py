#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
Livepatch modules built with a distribution's kernel headers: each defect is found, and only those.

usage: test_livepatches.py SERIES, e.g. 6.1
"""

import os
import re
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support import livepatches, target, tap

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
README = os.path.join(TOP, "README.md")
# What README.md calls fix.c.
FIX = os.path.join(TOP, "corpus", "shadow", "unchecked", "bad-get.c")


class Checker:
    def __init__(self, kernel, modules):
        self.options = ["--kernel", kernel.tree, "--modules", modules]

    def __call__(self, module):
        """(exit status, [(rule, object, function)], levels of these, not-checked rules)"""
        status, report = target.klpvet_json("check", *self.options, module)
        assert not report["failures"], f"{module}: {report['failures']}"
        findings = [(finding["rule"], finding["object"] or "-", finding["function"] or "-")
                    for finding in report["findings"]]
        errors = {finding["rule"] for finding in report["findings"]
                  if finding["level"] == "error"}
        return status, findings, errors, report


def matches(found, expected):
    """Sets are equal, "*" standing for any function."""
    found = [(rule, thing, "*" if (rule, thing, "*") in expected else function)
             for rule, thing, function in found]
    return sorted(found) == sorted(expected)


def check_own_cases(check, checker, folder):
    for name, expected in livepatches.cases().items():
        status, found, errors, report = checker(f"{folder}/{name}.ko")
        levels = {finding["level"] for finding in report["findings"]}
        what = ", ".join(sorted({rule for rule, _, _ in expected})) or "nothing"
        check.ok(matches(found, expected) and status == (1 if "error" in levels else 0),
                 f"{name}: klpvet reports {what}",
                 [f"exit status {status}", f"found:    {sorted(found)}",
                  f"expected: {sorted(expected)}"])
        for finding in report["findings"]:
            if not (finding["remedy"] and finding["consequence"]):
                check.ok(False, f"{name}: {finding['rule']} has a remedy and a consequence")


def check_variants(check, checker, variants, folder):
    expected = livepatches.cases()
    for name in ("clean_two", "several"):
        for what, path in variants.all(f"{folder}/{name}.ko"):
            status, found, _, _ = checker(path)
            check.ok(matches(found, expected[name]) and status == (1 if expected[name] else 0),
                     f"{name}, {what}: the same findings",
                     [f"exit status {status}", f"found: {sorted(found)}"])


def check_other_release(check, checker, variants, kernel, folder):
    other = kernel.release.replace("-amd64", "+amd64")
    path = variants.of_release(f"{folder}/clean_one.ko", kernel.release, other)
    _, found, _, _ = checker(path)
    check.equal(found, [("module-wrong-kernel", "-", "-")],
                "built for another release: klpvet reports module-wrong-kernel")


def check_unknown_module(check, kernel, folder):
    """Without the .ko of the patched module nothing can be said of its functions."""
    status, report = target.klpvet_json("check", "--kernel", kernel.tree,
                                        f"{folder}/absent_in_module.ko")
    check.equal((status, report["findings"]), (0, []), "module not found: no finding is made up")
    check.ok(any("kt_target" in (entry["reason"] or "") + (entry["object"] or "")
                 for entry in report["not_checked"]),
             "module not found: the report says what was not checked", str(report["not_checked"]))
    status, _ = target.klpvet_json("check", "--require-complete", "--kernel", kernel.tree,
                                   f"{folder}/absent_in_module.ko")
    check.equal(status, 3, "module not found: exit status 3 with --require-complete")


def check_readme(check, kernel, folder):
    """What README.md shows is what klpvet prints."""
    with open(README, encoding="utf-8") as file:
        blocks = re.findall(r"^```\n\$ klpvet (.*?)\n(.*?)^```$", file.read(),
                            re.MULTILINE | re.DOTALL)
    check.ok(len(blocks) >= 2, "README.md shows klpvet's output")
    shutil.copy(FIX, os.path.join(folder, "fix.c"))
    for command, shown in blocks:
        arguments = [os.path.join(folder, word) if word.endswith((".ko", ".c")) else word
                     for word in command.split()]
        arguments[arguments.index("--kernel") + 1] = kernel.tree
        _, printed, _ = target.klpvet(*arguments)
        # The release may be a newer one than the one shown, and lines may have moved in it.
        printed, shown = (re.sub(r"\d+", "N", text.replace(f"{folder}/", "")).split()
                          for text in (printed, shown))
        check.ok(printed == shown, f"klpvet {command} prints what README.md shows",
                 [f"printed: {' '.join(printed)}", f"shown:   {' '.join(shown)}"])


def main(check):
    kernel = target.kernel(sys.argv[1])
    check.note(f"kernel {kernel.release}")
    folder = livepatches.build(kernel)
    checker = Checker(kernel, folder)
    variants = livepatches.Variants(kernel, f"{target.work_folder()}/variants-{kernel.release}")
    check_own_cases(check, checker, folder)
    check_variants(check, checker, variants, folder)
    check_other_release(check, checker, variants, kernel, folder)
    check_unknown_module(check, kernel, folder)
    check_readme(check, kernel, folder)


tap.run(main)
