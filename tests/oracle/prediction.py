# SPDX-License-Identifier: GPL-2.0-or-later
"""What klpvet predicts for a case: checks[].prediction of its JSON report (docs/report-json.md)."""

import re
from collections import namedtuple

import cases
from outcome import Outcome

# @message: the line that the kernel is to print with the refusal, or None. @rules: those with an
# error. @gaps: why klpvet does not know everything. @functions: what it sees the livepatch patch,
# as sysfs calls it.
Prediction = namedtuple("Prediction", "outcome message rules gaps functions")


class Check:
    """One livepatch of a report, checked against one kernel."""

    def __init__(self, report, check):
        def concerned(kind):
            return [entry for entry in report[kind] if entry["input"] == check["input"]]
        self.prediction = check["prediction"]
        self.rules = sorted({finding["rule"] for finding in concerned("findings")
                             if finding["level"] == "error"})
        self.stuck = {finding["object"] for finding in concerned("findings")
                      if finding["level"] == "error" and finding["effect"] == "stuck"}
        # Without the folders that were searched.
        self.gaps = sorted({entry["reason"].split(" in /")[0]
                            for entry in concerned("not_checked")})
        self.objects = {function["object"] for function in check["functions"]} - {"vmlinux"}
        self.functions = sorted(_name_in_sysfs(function) for function in check["functions"])

    def _refusal(self, present):
        """
        The four fields about the end of insmod while the modules @present are loaded, or None if it
        does not end early.
        """
        here = self.objects & present
        if here and here == self.objects:
            return self.prediction["if_targets_loaded"]
        if self.prediction["rule"]:
            return self.prediction
        for target in self.prediction["target_refused"]:
            if target["object"] in here and target["loaded"]:
                return target["loaded"]
        return None

    def _refused_later(self, coming):
        """The same about the first of the modules @coming that is refused."""
        refused = {target["object"]: target["later"]
                   for target in self.prediction["target_refused"] if target["later"]}
        return next((refused[module] for module in coming if module in refused), None)

    def _comes_patched(self, coming):
        """Whether all that does not finish is in modules that come: their threads start with new code."""
        return bool(self.stuck) and self.stuck <= set(coming)

    def of(self, case):
        """The Prediction for the modules that @case loads before the livepatch and after it."""
        present = {cases.module_name(module) for module in case.before}
        coming = [cases.module_name(module) for module in cases.coming(case)]
        refusal, later = self._refusal(present), self._refused_later(coming)
        if refusal and refusal["errno"]:
            outcome = Outcome("refused", refusal["errno"], None, None, None, False)
        else:
            outcome = Outcome("crash" if refusal else self.prediction["result"], None,
                              (later["errno"] if later else "") if coming else None,
                              self.prediction["ineffective"] is not None,
                              self.prediction["stuck"] and not self._comes_patched(coming),
                              self.prediction["crash"] or refusal is not None)
            refusal = later
        return Prediction(outcome, refusal["message"] if refusal else None, self.rules, self.gaps,
                          self.functions)


def _name_in_sysfs(function):
    """klp_init_func() calls a function by its position even where none is set."""
    name = function["function"]
    if not re.search(r",\d+$", name):
        name += ",1"
    return f"{function['object']} {name}"


def checks(report):
    """{module's name: Check} of a JSON report of klpvet."""
    return {re.search(r"([^/]+)\.ko$", check["input"])[1]: Check(report, check)
            for check in report["checks"]}
