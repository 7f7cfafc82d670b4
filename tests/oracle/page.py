#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
Writes docs/verdicts.md from corpus/verdicts/; with --check it says whether that was done.

usage: page.py [--check]
"""

import glob
import json
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PAGE = os.path.join(ROOT, "docs", "verdicts.md")

HEAD = """# What real kernels did

Each livepatch of the tests was loaded into these kernels, in a virtual machine, and klpvet had to
predict the outcome. This page is generated from `corpus/verdicts/` by `tests/oracle/page.py`;
[tests/oracle/README.md](../tests/oracle/README.md) explains how the verdicts come about.

A cell says what the kernel did, and what klpvet predicted where that differs:

| outcome | meaning |
|---|---|
| `refused` | loading the livepatch failed, with this error |
| `target-refused` | it loaded, and a module to be patched was refused afterwards |
| `crash` | oops, panic, or a machine that says nothing more |
| `stuck` | the transition did not finish |
| `ineffective` | it loaded, and old code still runs |
| `none` | it loaded, replaced what it lists, and could be disabled |

Cases with a remark are not counted: klpvet has no rule for the defect (`not-covered`), nobody can
tell what the kernel does (`undefined`), or nothing shows the effect (`unobserved`).
"""


def _load():
    found = []
    for path in sorted(glob.glob(f"{ROOT}/corpus/verdicts/*.json")):
        with open(path, encoding="utf-8") as file:
            found.append(json.load(file))
    return found


def _cell(verdict):
    if verdict is None:
        return ""
    text = " ".join(filter(None, (verdict["outcome"], verdict["errno"])))
    if verdict["predicted"] != verdict["outcome"]:
        text += f" (predicted: {verdict['predicted']})"
    return text


def _remark(verdicts):
    for verdict in verdicts:
        if verdict and "apart" in verdict:
            return f"{verdict['apart']['kind']}: {verdict['apart']['reason']}"
        if verdict and verdict["predicted"] == "unknown":
            return "klpvet could not look the symbols up"
    return ""


def _totals(kernel):
    verdicts = kernel["cases"].values()
    counted = [verdict for verdict in verdicts
               if "apart" not in verdict and verdict["predicted"] != "unknown"]
    agree = sum(verdict["predicted"] == verdict["outcome"] for verdict in counted)
    return (f"- {kernel['kernel']}: {agree} agree, {len(counted) - agree} differ, "
            f"{len(verdicts) - len(counted)} not counted")


def page():
    kernels = _load()
    lines = [HEAD, *map(_totals, kernels), ""]
    lines.append("| case | " + " | ".join(kernel["kernel"] for kernel in kernels) + " | remark |")
    lines.append("|---" * (len(kernels) + 2) + "|")
    for name in sorted({name for kernel in kernels for name in kernel["cases"]}):
        verdicts = [kernel["cases"].get(name) for kernel in kernels]
        cells = [f"`{name}`", *map(_cell, verdicts), _remark(verdicts)]
        lines.append("| " + " | ".join(cells) + " |")
    not_built = {name: reason for kernel in kernels
                 for name, reason in kernel.get("not_built", {}).items()}
    if not_built:
        lines += ["", "Of the corpus, these are not built:", "", "| case | why |", "|---|---|"]
        lines += [f"| `{name}` | {reason} |" for name, reason in sorted(not_built.items())]
    return "\n".join(lines) + "\n"


def main():
    text = page()
    if sys.argv[1:] == ["--check"]:
        with open(PAGE, encoding="utf-8") as file:
            same = file.read() == text
        print(f"1..1\n{'ok' if same else 'not ok'} 1 - docs/verdicts.md is that of the verdicts")
        return 0 if same else 1
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(text)
    return 0


sys.exit(main())
