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

import outcome

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PAGE = os.path.join(ROOT, "docs", "verdicts.md")

HEAD = """# What real kernels did

Each livepatch of the tests was loaded into these kernels, in a virtual machine, and klpvet had to
predict the outcome. This page is generated from `corpus/verdicts/` by `tests/oracle/page.py`;
[tests/oracle/README.md](../tests/oracle/README.md) explains how the verdicts come about.

A cell says what the kernel did, and what klpvet predicted where that reads differently:

| in the table | meaning |
|---|---|
| `loads` | insmod succeeded; without more: everything that it lists was replaced |
| `refused` | insmod failed, with this error |
| `insmod crashes` | it never came back |
| `target refused` | it loaded, and a module to be patched was refused afterwards |
| `ineffective` | it loaded, and old code still runs |
| `stuck` | the transition did not finish |
| `crash` | oops, panic, or a machine that says nothing more |

What could not be seen is not compared: whether old code still runs after a crash, for instance.
Cases with one of these remarks count neither way: no rule of klpvet is about the defect, and so it
predicts nothing (`not-covered`); what the kernel does is a matter of chance (`undefined`); the steps
go on where predictions end (`beyond`); or klpvet says itself that it could not look (`not checked`).
"""


def _load():
    found = []
    for path in sorted(glob.glob(f"{ROOT}/corpus/verdicts/*.json")):
        with open(path, encoding="utf-8") as file:
            found.append(json.load(file))
    return found


def _text(fields):
    return outcome.text(outcome.Outcome(*(fields[aspect] for aspect in outcome.Outcome._fields)))


def _cell(verdict):
    if verdict is None:
        return ""
    found, predicted = _text(verdict), _text(verdict["predicted"])
    return found if found == predicted else f"{found} (predicted: {predicted})"


def _remark(verdicts):
    for verdict in filter(None, verdicts):
        if verdict["agreement"] == "differ":
            return "differs"
        if verdict["remark"]:
            return verdict["remark"]
    return ""


def _totals(kernel):
    statuses = [verdict["agreement"] for verdict in kernel["cases"].values()]
    return (f"- {kernel['kernel']}: {statuses.count('agree')} agree, {statuses.count('differ')} "
            f"differ, {statuses.count('apart')} listed apart")


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
