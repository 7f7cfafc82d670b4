# SPDX-License-Identifier: GPL-2.0-or-later
"""From what the machine said to a verdict."""

import re

import cases
from outcome import Outcome

CRASH = re.compile(r"BUG: |Oops|general protection fault|Kernel panic|kernel BUG at|soft lockup|"
                   r"stack segment|double fault")
# What of the kernel's log is worth keeping; addresses and process numbers differ between runs.
KEPT = re.compile(r"livepatch: |BUG: |Oops|general protection fault|Kernel panic|kernel BUG at|"
                  r"WARNING: |soft lockup|[Uu]nknown symbol|cannot create duplicate|"
                  r"version magic|disagrees about version|failed to|attempted to be registered|"
                  r"klpvet-callback: ")
NORMAL = ((re.compile(r"\b(0x[0-9a-f]{12,16}|[0-9a-f]{16})\b"), "ADDRESS"),
          (re.compile(r"CPU: ?\d+ PID: ?\d+ "), ""),
          (re.compile(r"#PF: .*|\[#\d+\].*"), ""),
          (re.compile(r"\+0x[0-9a-f]+/0x[0-9a-f]+"), ""),
          (re.compile(r"CPU#\d+ stuck for \d+s!.*"), ""),
          (re.compile(r"(scheduling while atomic: ).*"), r"\1"))
ZERO = "0" * 16


def _normal(line):
    for pattern, replacement in NORMAL:
        line = pattern.sub(lambda match: match[0] if ZERO in match[0]
                           else match.expand(replacement), line)
    return line.strip()


def _lines(answer):
    """Of a long answer; none of a step that the kernel killed or that never came back."""
    if not answer or answer.startswith("killed: "):
        return []
    return [line for line in answer.split("~") if line]


def _is_errno(answer):
    return isinstance(answer, str) and bool(re.match(r"E[A-Z0-9]+$", answer))


def _log(record):
    """The kernel's own lines, each once; nothing after a crash, when anything may follow."""
    kept = []
    for line in record.kernel_log:
        if KEPT.search(line):
            line = _normal(line)
            if line not in kept:
                kept.append(line)
        if CRASH.search(line):
            break
    return kept


def _blocking(answer):
    """Names of the tasks that still run old code; numbered ones as one."""
    tasks = [line.split(" ", 1) for line in _lines(answer)[1:]]
    return sorted({re.sub(r"[/:\d].*", "", name) for state, name in tasks if state == "0"})


class Aliases:
    """Which names of a kernel's System.map stand for the same address."""

    def __init__(self, system_map):
        self.addresses = {}
        with open(system_map, encoding="ascii") as file:
            for line in file:
                address, kind, name = line.split()
                if kind in "tTwW":
                    self.addresses.setdefault(name, set()).add(address)

    def same(self, name, other):
        return name == other or not self.addresses.get(name, set()).isdisjoint(
            self.addresses.get(other, ()))


def _missing_sites(functions, sites, aliases):
    """The functions of the livepatch that no ftrace location is redirected for."""
    sites, missing = list(sites), []
    for text in functions:
        thing, function = text.split(" ", 1)
        name = function.rsplit(",", 1)[0]
        for site in sites:
            where = re.match(r"(\S+)(?: \[(.*)\])?$", site)
            if (where[2] or "vmlinux") == thing and aliases.same(where[1], name):
                sites.remove(site)
                break
        else:
            missing.append(text)
    return missing, sites


def _is_stuck(answer):
    return bool(answer) and answer.startswith("stuck")


def _observed(case, steps):
    """What the steps of the case itself answered."""
    observed = []
    exercised = [(step, answer) for (kind, step), answer in steps if kind in cases.STEPS]
    for (kind, text), (step, answer) in zip(case.steps, exercised):
        entry = {"step": step}
        if kind == "new":
            expression = text.rsplit(" => ", 1)[1]
            entry["new_code"] = bool(re.search(expression, answer or ""))
        elif answer not in ("", None):
            # Which tasks a transition waits for by then is a matter of chance.
            text = "stuck" if _is_stuck(answer) else answer
            entry["answer"] = _normal(text.replace("~", " ")) if text else "hung"
        observed.append(entry)
    return observed


def _died(record):
    """Whether the kernel complained of its own state, killed a step, or never came back."""
    return (not record.ended or any(CRASH.search(line) for line in record.kernel_log)
            or any(answer is False or (answer or "").startswith("killed")
                   for answer in record.answers))


def _outcome(case, answers, died, effective):
    """@answers(purpose): those of all steps for it; @effective: all that was seen is new."""
    load = answers("load")[0]
    coming = answers("coming")
    if _is_errno(load):
        return Outcome("refused", load, None, None, None, died)
    if load != "0":
        return Outcome("crash", None, None, None, None, True)
    refused = list(filter(_is_errno, coming))
    later = None
    if coming and not (died and not refused):
        later = refused[0] if refused else ""
    stuck = any(map(_is_stuck, answers("settle")))
    hidden = died or stuck or refused or case.unseen
    return Outcome("loads", None, later, None if hidden else not effective,
                   None if died and not stuck else stuck, died or (None if case.unseen else False))


def of(case, record, aliases):
    """The verdict: data that is the same in every run. Its first fields are those of Outcome."""
    steps = list(zip(cases.script(case), record.answers))

    def answers(purpose):
        if purpose == "coming":
            return [answer for (kind, step), answer in steps
                    if kind in ("after", "do") and step.startswith("load ")]
        return [answer for (kind, _), answer in steps if kind == purpose]
    died = _died(record)
    loaded = answers("load")[0] == "0"
    functions = _lines(answers("functions")[0])
    sites = _lines(answers("sites")[0]) if loaded else []
    # Livepatches that were there before have their own, unless they were replaced.
    others = [function for answer in answers("others") if not _is_errno(answer)
              for function in _lines(answer)]
    missing, foreign = _missing_sites(list(dict.fromkeys(functions + others)), sites, aliases)
    observed = _observed(case, steps)
    effective = (functions and not missing and not foreign
                 and all(entry.get("new_code", True) for entry in observed))
    stuck = next(filter(_is_stuck, answers("settle")), None)
    # What else a machine says that dies depends on when.
    whole = not died
    return {
        **_outcome(case, answers, died, effective)._asdict(),
        "before": case.before,
        "after": case.after,
        "hung": [step for (_, step), answer in steps if answer is False],
        "functions": functions if whole else [],
        "sites": sites if whole else [],
        "blocking": _blocking(stuck) if stuck else [],
        "observed": observed if whole else [],
        "disabled": answers("back")[1] == "finished" if whole and loaded else None,
        "left": sorted(_lines(answers("remains")[0])) if whole and loaded else [],
        "log": _log(record),
    }


def clean_faults(case, found, predicted):
    """What keeps a livepatch that is in order from counting as such: [text]."""
    faults = [f"klpvet: {rule}" for rule in predicted.rules]
    if found["functions"] != predicted.functions:
        faults.append(f"klpvet lists {predicted.functions}, sysfs {found['functions']}")
    if found["insmod"] != "loads" or found["target_refused"]:
        faults.append("it does not load")
    faults += [aspect for aspect in ("ineffective", "stuck", "crash") if found[aspect]]
    if found["ineffective"] is None and not case.unseen:
        faults.append("nothing shows whether it works")
    if not found["disabled"] or found["left"]:
        faults.append(f"left behind: {found['left'] or 'it cannot be disabled'}")
    return faults
