# SPDX-License-Identifier: GPL-2.0-or-later
"""
What to ask the kernel: one case for each livepatch module.

The first comment of a source says what to do with its module; README.md explains the lines. Sources
that stand outside the project have their lines in shared.cases.
"""

import glob
import os
import re
from collections import namedtuple

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
SHARED_LINES = os.path.join(HERE, "shared.cases")

# Lines that may stand several times keep their order: a case is a small program.
STEPS = ("do", "new")
SINGLE = ("before", "after", "target", "limit", "processors", "only", "not-covered", "undefined",
          "beyond", "unobserved", "not-clean", "not-built", "part-of", "support", "instead")
# Why a case may be listed apart; the last one, only as long as klpvet predicts nothing.
APART = ("undefined", "beyond", "not-covered")
# What tests/real says in the same comment is not for us.
OTHERS = ("expect",)

# Modules of several files whose sources cannot say so.
PARTS = {"kt_first": "kt_target", "kt_second": "kt_target"}

Source = namedtuple("Source", "name path lines steps")
# One run of a module: @steps are (kind, text), kind "do" or "new". @apart: why klpvet need not be
# right, as (kind, reason), or None; @unseen: why nothing shows what runs, or None; @clean: whether the
# livepatch is in order.
Case = namedtuple("Case", "name module before after steps limit apart unseen clean processors")


class CaseError(Exception):
    """A case that is not well-formed."""


def verdict_sources():
    """The folder of sources with a real kernel's verdicts, if it stands beside the checkout."""
    folder = os.path.join(os.path.dirname(os.path.dirname(TESTS)), "shared", "verdicts", "src")
    return folder if os.path.isdir(folder) else None


def parse(where, text):
    """({line: text}, [step]) of a comment."""
    lines, steps = {}, []
    for key, value in re.findall(r"^(?: \* )?([a-z-]+):(?: +(.*))?$", text, re.MULTILINE):
        if key in STEPS:
            if key == "new" and " => " not in value:
                raise CaseError(f"{where}: 'new:' needs a step, ' => ' and an expression")
            steps.append((key, value))
        elif key in SINGLE:
            if key in lines:
                raise CaseError(f"{where}: more than one '{key}:'")
            lines[key] = value.strip()
        elif key not in OTHERS:
            raise CaseError(f"{where}: unknown line '{key}:'")
    return lines, steps


def _own_sources():
    paths = glob.glob(f"{TESTS}/real/modules/*.c") + glob.glob(f"{HERE}/cases/*.c")
    for path in sorted(paths):
        with open(path, encoding="ascii") as file:
            comments = re.findall(r"/\*(.*?)\*/", file.read(), re.DOTALL)
        lines, steps = parse(path, next((text for text in comments if "SPDX" not in text), ""))
        yield Source(os.path.basename(path)[:-2], path, lines, steps)


def lines_of(path):
    """{name: text} of the file with a "[name]" line before each case."""
    with open(path, encoding="ascii") as file:
        parts = re.split(r"^\[(.+)\]$", file.read(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


def _shared_sources():
    folder = verdict_sources()
    if not folder:
        return
    known = lines_of(SHARED_LINES)
    for path in sorted(glob.glob(f"{folder}/*/*.c")):
        name = os.path.basename(path)[:-2]
        lines, steps = parse(f"{SHARED_LINES}: {name}", known.get(name, ""))
        yield Source(name, path, lines, steps)


def _lines_for(series, lines):
    """@lines without an "undefined:" of another series."""
    other = re.match(r"(\d+\.\d+) ", lines.get("undefined", ""))
    if not other or other[1] == series:
        return lines
    return {key: text for key, text in lines.items() if key != "undefined"}


def built(all_sources, series):
    """Those of @all_sources that are built for a kernel of @series."""
    return [source._replace(lines=_lines_for(series, source.lines)) for source in all_sources
            if source.lines.get("only", series) == series
            and not (source.lines.get("not-built", "").split() or [""])[0] in (series, "any")]


def all_sources():
    """Those of this project, and the shared ones if they are there."""
    return [*_own_sources(), *_shared_sources()]


def sources(series):
    """Every source for a kernel of @series."""
    return built(all_sources(), series)


def part_of(source):
    """The module of several files that @source is one of, or None."""
    return source.lines.get("part-of") or PARTS.get(source.name)


def _is_clean(source):
    """Whether the livepatch is in order, as its name says."""
    return "not-clean" not in source.lines and bool(re.search(r"^(m_)?clean_|_good_", source.name))


def _apart(lines):
    return next(((kind, lines[kind]) for kind in APART if kind in lines), None)


def cases(all_sources):
    """One case for each livepatch; two, if its target may be loaded before it and after it."""
    found = []
    for source in all_sources:
        lines = source.lines
        if part_of(source) or "support" in lines:
            continue
        before, after = lines.get("before", "").split(), lines.get("after", "").split()
        limit = int(lines.get("limit", 20))

        def case(name, before, after):
            return Case(name, source.name, before, after, source.steps, limit, _apart(lines),
                        lines.get("unobserved"), _is_clean(source),
                        int(lines.get("processors", 1)))
        target = lines.get("target")
        if target:
            found.append(case(source.name, [*before, target], after))
            found.append(case(f"{source.name} (target later)", before, [*after, target]))
        else:
            found.append(case(source.name, before, after))
    return found


def coming(case):
    """The modules that are loaded after the livepatch, also by the steps of the case."""
    return case.after + [step.split()[1] for kind, step in case.steps
                         if kind == "do" and step.startswith("load ")]


def module_name(module):
    """As the kernel has it."""
    return module.replace("-", "_")


def script(case):
    """
    [(purpose, step)]: all that the machine does for @case. A step's purpose is "before", "load",
    "settle", "sites", "functions", "others", "after", "do", "new", "back" or "remains".
    """
    settle = f"settle {case.limit}"
    steps = []
    for module in case.before:
        steps += [("before", f"load {module}"), ("before", settle)]
    steps += [("load", f"load {case.module}"), ("settle", settle)]
    for module in case.after:
        steps += [("after", f"load {module}"), ("settle", settle)]
    steps += [("functions", f"functions {case.module}"), ("sites", "sites")]
    steps += [("others", f"functions {module}") for module in case.before]
    steps += [(kind, text.rsplit(" => ", 1)[0]) for kind, text in case.steps]
    for module in [case.module, *case.before]:
        steps += [("back", f"disable {module}"), ("back", settle)]
    steps += [("back", f"unload {module}")
              for module in [case.module, *reversed(case.before + case.after)]]
    return steps + [("remains", "remains")]
