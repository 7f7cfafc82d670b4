#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
The judge itself: what reports, consoles and their comparison come to, without a machine.

usage: judge_test.py
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "real")]

import cases  # noqa: E402
import machine  # noqa: E402
import outcome  # noqa: E402
import prediction  # noqa: E402
import verdict  # noqa: E402
from agreement import Agreement  # noqa: E402
from outcome import Outcome  # noqa: E402
from support import tap  # noqa: E402

REFUSAL = {"errno": "EINVAL", "message": "livepatch: no", "stage": "lookup", "rule": "some-rule"}
NO_REFUSAL = dict.fromkeys(REFUSAL)
LOADS = {"result": "loads", **NO_REFUSAL, "if_targets_loaded": None, "target_refused": [],
         "ineffective": None, "stuck": False, "crash": False}
REFUSED = {**LOADS, **REFUSAL, "result": "refused", "if_targets_loaded": REFUSAL}
TARGET = {**LOADS, "if_targets_loaded": REFUSAL,
          "target_refused": [{"object": "target", "loaded": REFUSAL, "later": REFUSAL}]}
IN_INIT = {**LOADS, "if_targets_loaded": REFUSAL, "ineffective": {"never_patched": 1},
           "target_refused": [{"object": "target", "loaded": REFUSAL, "later": None}]}
CRASH = {**LOADS, "result": "unknown", **REFUSAL, "errno": None, "crash": True}

CLEAN = Outcome("loads", None, None, False, False, False)
NO = Outcome("refused", "EINVAL", None, None, None, False)

# (prediction, loaded before, loaded after, what that means)
PREDICTIONS = [
    (LOADS, [], [], CLEAN),
    (LOADS, ["target"], [], CLEAN),
    (LOADS, [], ["target"], CLEAN._replace(target_refused="")),
    (REFUSED, [], [], NO),
    (REFUSED, ["target"], [], NO),
    (TARGET, [], [], CLEAN),
    (TARGET, ["other"], [], CLEAN),
    (TARGET, ["target"], [], NO),
    (TARGET, [], ["target"], CLEAN._replace(target_refused="EINVAL")),
    (IN_INIT, ["target"], [], NO),
    (IN_INIT, [], ["target"], CLEAN._replace(target_refused="", ineffective=True)),
    (CRASH, [], [], Outcome("crash", None, None, False, False, True)),
]

# What the machine says of a case without modules before and after: load, settle, functions, sites,
# new, disable, settle, unload, remains.
GOOD = ["0", "finished", "vmlinux show,1~", "show~", "new", "0", "finished", "0", ""]
# name: (changed answers, what the kernel says, the verdict)
VERDICTS = {
    "new code runs": ({}, [], CLEAN),
    "an alias is redirected": ({3: "alias~"}, [], CLEAN),
    "refused": ({0: "EINVAL", 2: "", 3: "", 4: "old"}, [], NO),
    "nothing redirected": ({3: ""}, [], CLEAN._replace(ineffective=True)),
    "more redirected than listed": ({3: "show~other~"}, [], CLEAN._replace(ineffective=True)),
    "old code runs": ({4: "old"}, [], CLEAN._replace(ineffective=True)),
    "stuck": ({1: "stuck~0 kworker/0:1~"}, [],
              CLEAN._replace(ineffective=None, stuck=True)),
    "an oops": ({}, ["Oops: 0000 [#1]"],
                CLEAN._replace(ineffective=None, stuck=None, crash=True)),
    "insmod never comes back": ({number: None for number in range(9)}, [],
                                Outcome("crash", None, None, None, None, True)),
}


class Quiet:
    """In place of the test: what Agreement reports."""

    def __init__(self):
        self.failed = []

    def ok(self, condition, name, _):
        if not condition:
            self.failed.append(name)

    def note(self, _):
        pass


class Aliases:
    @staticmethod
    def same(name, other):
        return name == other or {name, other} == {"show", "alias"}


def case_of(before=(), after=(), lines="", name="case"):
    parsed, steps = cases.parse(name, lines)
    source = cases.Source(name, None, {**parsed, "before": " ".join(before),
                                       "after": " ".join(after)}, steps)
    return cases.cases([source])[0]


def check_of(content):
    functions = [{"object": "vmlinux", "function": "show"},
                 {"object": "target", "function": "twice,2"}]
    check = {"input": "case.ko", "prediction": content, "functions": functions}
    return prediction.checks({"checks": [check], "findings": [], "not_checked": []})["case"]


def check_predictions(check):
    for content, before, after, expected in PREDICTIONS:
        found = check_of(content).of(case_of(before, after))
        check.equal(found.outcome, expected,
                    f"{content['result']}, before {before}, after {after}")
    check.equal(check_of(LOADS).functions, ["target twice,2", "vmlinux show,1"],
                "functions are called as in sysfs")
    check.equal(check_of(TARGET).of(case_of(lines="do: load target")).outcome.target_refused,
                "EINVAL", "a module that the steps load comes later too")


def console_of(name, answers, log):
    lines = [f"@@klpvet 0 case {name}", *log]
    for number, answer in enumerate(answers, 1):
        if answer is not None:
            lines += [f"@@klpvet {number} answer {answer}", f"@@klpvet {number} done "]
    return "\n".join([*lines, f"@@klpvet {len(answers) + 1} end {name}"])


def verdict_of(case, changes, log):
    answers = [changes.get(number, answer) for number, answer in enumerate(GOOD)]
    records = machine.parse(console_of(case.name, answers, log), [case])
    return verdict.of(case, records[case.name], Aliases)


def check_verdicts(check):
    case = case_of(lines="new: read /proc/show => new")
    check.equal(len(cases.script(case)), len(GOOD), "the script has the steps that are expected")
    for name, (changes, log, expected) in VERDICTS.items():
        found = verdict_of(case, changes, log)
        check.equal(Outcome(*(found[aspect] for aspect in Outcome._fields)), expected, name)


def check_others(check):
    """Of a livepatch that was there before, what it patches counts unless it was replaced."""
    case = case_of(before=["first"], lines="new: read /proc/show => new")
    start = ["0", "finished", "0", "finished", "vmlinux show,1~", "show~other~"]
    end = ["new", "0", "finished", "0", "finished", "0", "0", ""]
    for others, ineffective in (("vmlinux other,1~", False), ("vmlinux show,1~", True), ("", True)):
        answers = [*start, others, *end]
        check.equal(len(cases.script(case)), len(answers), "the script asks for others")
        records = machine.parse(console_of(case.name, answers, []), [case])
        check.equal(verdict.of(case, records[case.name], Aliases)["ineffective"], ineffective,
                    f"what was there before patches {others!r}")


def status_of(content, changes, lines="", name="case", **more):
    """What Agreement makes of it, and whether a test failed."""
    quiet = Quiet()
    case = case_of(lines=f"new: read /proc/show => new\n{lines}", name=name)
    agreement = Agreement(quiet)
    functions = ["vmlinux show,1"]
    predicted = check_of(content).of(case)._replace(functions=functions, **more)
    agreement.add(case, predicted, verdict_of(case, changes, more.get("log", [])))
    return agreement.stored[name]["agreement"], bool(quiet.failed)


def check_agreement(check):
    old = {4: "old"}
    ineffective = {**LOADS, "ineffective": {}}
    for name, found, expected in [
            ("both say that all is well", status_of(LOADS, {}), "agree"),
            ("both say that old code runs", status_of(ineffective, old), "agree"),
            ("klpvet misses it", status_of(LOADS, old), "differ"),
            ("a false alarm", status_of(ineffective, {}), "differ"),
            ("a false alarm in a case without a rule",
             status_of(ineffective, {}, "not-covered: why"), "differ"),
            ("nothing is said where there is no rule",
             status_of(LOADS, old, "not-covered: why"), "apart"),
            ("a matter of chance", status_of(ineffective, {}, "undefined: why"), "apart"),
            ("nothing shows it", status_of(ineffective, {}, "unobserved: why"), "agree"),
            ("klpvet says that it could not look", status_of(LOADS, old, gaps=["why"]), "apart"),
            ("another line than predicted", status_of(REFUSED, {0: "EINVAL"}), "differ"),
            ("another error", status_of(REFUSED, {0: "EEXIST"}), "differ"),
            ("in order", status_of(LOADS, {}, name="clean_case"), "agree"),
            ("in order, but with a finding",
             status_of(LOADS, {}, name="clean_case", rules=["some-rule"]), "differ"),
            ("in order, but left behind",
             status_of(LOADS, {8: "module case~"}, name="clean_case"), "differ")]:
        check.equal(found, (expected, expected == "differ"), name)
    check.equal(outcome.text(Outcome("loads", None, "EINVAL", True, True, True)),
                "loads, target refused EINVAL, ineffective, stuck, crash", "an outcome in words")


def main(check):
    check_predictions(check)
    check_verdicts(check)
    check_others(check)
    check_agreement(check)


tap.run(main)
