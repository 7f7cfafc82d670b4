#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes a C table of the names in rules/patterns/sleep.yaml.

name_table.py OUTPUT INPUT

The input is the small part of YAML that such lists need: "heading:" in the first column, then lines
"  - name". The output defines kv_habit_names[] (analyzer/code/habit.h), sorted by name.
"""

import pathlib
import re
import sys


def read(path):
    """{name: set of headings}"""
    names, heading = {}, None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = re.fullmatch(r"([a-z-]+):", line)
        if match:
            heading = match.group(1)
            continue
        match = re.fullmatch(r"  - ([A-Za-z_][A-Za-z0-9_.]*\*?)", line)
        if not match or not heading:
            sys.exit(f'{path}:{number}: expected "heading:" or "  - name", not "{line}"')
        headings = names.setdefault(match.group(1), set())
        if heading in headings:
            sys.exit(f"{path}:{number}: {match.group(1)} stands under {heading} already")
        headings.add(heading)
    return names


def constant(heading):
    return "KV_HABIT_" + heading.upper().replace("-", "_")


def table(names):
    lines = ["/* Made by tools/name_table.py from rules/patterns/sleep.yaml; do not edit. */",
             '#include "code/habit.h"', "", "const kv_habit_name kv_habit_names[] = {"]
    for name in sorted(names, key=str.encode):
        flags = " | ".join(constant(heading) for heading in sorted(names[name]))
        prefix = "true" if name.endswith("*") else "false"
        lines.append(f'\t{{"{name.rstrip("*")}", {prefix}, {flags}}},')
    return "\n".join([*lines, "};", "", f"const unsigned int kv_habit_name_count = {len(names)};",
                      ""])


pathlib.Path(sys.argv[1]).write_text(table(read(pathlib.Path(sys.argv[2]))), encoding="utf-8")
