# SPDX-License-Identifier: GPL-2.0-or-later
"""From what the machine said to a verdict, and whether klpvet's prediction agrees with it."""

import re

import cases

# What a kernel does with a livepatch; the first that applies, as klpvet's reports rank effects.
OUTCOMES = ("refused", "target-refused", "crash", "stuck", "ineffective", "none")

CRASH = re.compile(r"BUG: |Oops|general protection fault|Kernel panic|kernel BUG at|soft lockup|"
                   r"stack segment|double fault")
# What of the kernel's log is worth keeping; addresses and process numbers differ between runs.
KEPT = re.compile(r"livepatch: |BUG: |Oops|general protection fault|Kernel panic|kernel BUG at|"
                  r"WARNING: |soft lockup|[Uu]nknown symbol|cannot create duplicate|"
                  r"version magic|failed to|klpvet-callback: ")
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


def of(case, record, aliases):
    """The verdict: data that is the same in every run."""
    steps = list(zip(cases.script(case), record.answers))

    def answers(purpose):
        return [(step, answer) for (kind, step), answer in steps if kind == purpose]
    load = answers("load")[0][1]
    loaded = load == "0"
    settles = [answer for _, answer in answers("settle")]
    functions = _lines(answers("functions")[0][1] or "")
    sites = _lines(answers("sites")[0][1] or "") if loaded else []
    log = _log(record)
    crashed = any(CRASH.search(line) for line in record.kernel_log) or not record.ended or any(
        answer is False or (answer or "").startswith("killed") for answer in record.answers)
    observed = []
    exercised = [(step, answer) for (kind, step), answer in steps if kind in ("do", "new")]
    for (kind, text), (step, answer) in zip(case.steps, exercised):
        entry = {"step": step}
        if kind == "new":
            expression = text.rsplit(" => ", 1)[1]
            entry["new_code"] = bool(re.search(expression, answer or ""))
        elif answer not in ("", None):
            # Which tasks a transition waits for by then is a matter of chance.
            text = "stuck" if (answer or "").startswith("stuck") else answer
            entry["answer"] = _normal(text.replace("~", " ")) if text else "hung"
        observed.append(entry)
    refused_later = [(step, answer) for step, answer in answers("after") + answers("do")
                     if _is_errno(answer) and step.startswith("load ")]
    stuck = [answer for answer in settles if answer and answer.startswith("stuck")]
    missing, foreign = _missing_sites(functions, sites, aliases) if loaded else ([], [])

    if _is_errno(load):
        outcome, errno = "refused", load
    elif loaded and refused_later:
        outcome, errno = "target-refused", refused_later[0][1]
    elif crashed:
        outcome, errno = "crash", None
    elif stuck:
        outcome, errno = "stuck", None
    elif (not functions or missing or foreign
          or not all(entry.get("new_code", True) for entry in observed)):
        outcome, errno = "ineffective", None
    else:
        outcome, errno = "none", None
    hung = [step for (_, step), answer in steps if answer is False]
    crash_in_case = outcome == "crash"
    return {
        "outcome": outcome,
        "errno": errno,
        "crashed": crashed,
        "hung": hung,
        "before": case.before,
        "after": case.after,
        "functions": [] if crash_in_case else functions,
        "sites": [] if crash_in_case else sites,
        "blocking": _blocking(stuck[0]) if stuck else [],
        "observed": [] if crash_in_case else observed,
        "disabled": None if crash_in_case or not loaded else answers("back")[1][1] == "finished",
        "left": sorted(_lines(answers("remains")[0][1])) if record.ended and loaded
        and not crash_in_case else [],
        "log": log,
    }


# From the least to the one that the kernel meets first.
EFFECTS = ("none", "leak", "ineffective", "stuck", "crash", "target-refused", "refused")


class Prediction:
    """What klpvet says the kernel does with a module."""

    def __init__(self, findings, not_checked):
        effect = max((finding["effect"] for finding in findings if finding["level"] == "error"),
                     key=EFFECTS.index, default="none")
        # Where not even the symbols could be looked up there is no prediction that all is well.
        unknown = effect == "none" and any(
            entry["rule"] in (None, "symbol-absent") for entry in not_checked)
        self.effect = "unknown" if unknown else effect
        self.findings = sorted({finding["rule"] for finding in findings
                                if finding["level"] == "error"})
        self.objects = {finding["object"] for finding in findings
                        if finding["level"] == "error"
                        and finding["effect"] in ("target-refused", "refused")}

    def outcome(self, case):
        """For this order of loading: what is there already cannot be refused later."""
        effect = "none" if self.effect == "leak" else self.effect
        loaded = {cases.module_name(module) for module in case.before}
        later = {cases.module_name(module) for module in case.after}
        if effect == "target-refused" and self.objects & loaded:
            return "refused"
        if effect == "refused" and self.objects and self.objects <= later:
            return "target-refused"
        return effect


def predictions(report):
    """{module's name: Prediction} of a JSON report of klpvet."""
    found = {}
    for check in report["checks"]:
        findings, not_checked = ([entry for entry in report[kind]
                                  if entry["input"] == check["input"]]
                                 for kind in ("findings", "not_checked"))
        name = re.search(r"([^/]+)\.ko$", check["input"])[1]
        found[name] = Prediction(findings, not_checked)
    return found
