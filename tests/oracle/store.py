# SPDX-License-Identifier: GPL-2.0-or-later
"""The verdicts that stand in corpus/verdicts/, one file for each kernel."""

import json
import os

from outcome import Outcome

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))),
                      "corpus", "verdicts")
# What every run must have in common.
STABLE = (*Outcome._fields, "functions", "sites")


def _path(kernel):
    return f"{FOLDER}/{kernel.release}.json"


def _read(kernel):
    if not os.path.exists(_path(kernel)):
        return {}
    with open(_path(kernel), encoding="utf-8") as file:
        return json.load(file)["cases"]


def write(kernel, verdicts, not_built, whole):
    """
    Keeps @verdicts, and of which cases there are none, {name: why}. Unless these are the @whole,
    other cases stay as they are.
    """
    os.makedirs(FOLDER, exist_ok=True)
    kept = {} if whole else _read(kernel)
    with open(_path(kernel), "w", encoding="utf-8") as file:
        json.dump({"kernel": kernel.release, "cases": {**kept, **verdicts},
                   "not_built": not_built}, file, indent=1, sort_keys=True)
        file.write("\n")


def check(tap, kernel, verdicts):
    """Whether @verdicts are what was stored, apart from what depends on chance."""
    stored = _read(kernel)
    if not stored:
        tap.note(f"no stored verdicts of {kernel.release}")
        return
    wrong = []
    for name, found in verdicts.items():
        if name not in stored or (found["remark"] or "").startswith("undefined"):
            continue
        then = stored[name]
        wrong += [f"{name}: {key} was {then.get(key)}, is {found[key]}" for key in STABLE
                  if found[key] != then.get(key)]
    tap.ok(not wrong, f"the verdicts are those of corpus/verdicts/{kernel.release}.json", wrong)
