# SPDX-License-Identifier: GPL-2.0-or-later
"""Predictions against verdicts: case by case, with totals."""

import json

import cases
import outcome
import verdict
from outcome import Outcome


def _excuse(case, predicted, wrong):
    """Why @case is listed apart, or None."""
    silent = outcome.is_harmless(predicted.outcome)
    if case.apart and (case.apart[0] != "not-covered" or wrong and silent):
        return ": ".join(case.apart)
    if wrong and predicted.gaps and silent:
        return f"not checked: {predicted.gaps[0]}"
    return None


class Agreement:
    """Collects cases, reports each as a test, and shows them all as a table."""

    def __init__(self, check):
        self.check = check
        self.rows = []
        self.totals = {"agree": 0, "differ": 0, "apart": 0}
        self.aspects = {aspect: [0, 0, 0] for aspect in Outcome._fields}
        self.stored = {}

    def add(self, case, predicted, found):
        says = Outcome(*(found[aspect] for aspect in Outcome._fields))
        aspects = outcome.compared(predicted.outcome, says)
        wrong = [outcome.TITLES[aspect] for aspect, same in aspects.items() if not same]
        if predicted.message and not wrong and not any(
                predicted.message in line for line in found["log"]):
            wrong.append(f"the kernel's line is not: {predicted.message}")
        if case.clean:
            wrong += verdict.clean_faults(case, found, predicted)
        excuse = _excuse(case, predicted, wrong)
        status = "apart" if excuse else "differ" if wrong else "agree"
        self._count(status, aspects, says)
        self._report(case, status, excuse, wrong, predicted, found)
        self.stored[case.name] = {**found, "predicted": predicted.outcome._asdict(),
                                  "agreement": status, "remark": excuse or case.unseen}
        self.rows.append((case.name, outcome.text(predicted.outcome), outcome.text(says),
                          f"apart ({excuse})" if excuse else status.upper() if wrong else status))

    def _count(self, status, aspects, says):
        self.totals[status] += 1
        for aspect, same in aspects.items() if status != "apart" else ():
            happened = getattr(says, aspect) not in (False, "", "loads")
            for index, count in enumerate((same, 1, happened)):
                self.aspects[aspect][index] += count

    def _report(self, case, status, excuse, wrong, predicted, found):
        if status == "apart":
            self.check.note(f"{case.name}: {excuse}")
            return
        self.check.ok(not wrong, f"{case.name}: {outcome.text(predicted.outcome)}",
                      [*wrong, f"klpvet: {', '.join(predicted.rules) or 'no error'}",
                       f"kernel: {json.dumps(found)}"])

    def show(self, title):
        """The table and its totals; the summary of all tests repeats them."""
        head = ("case", "klpvet predicts", "the kernel", "")
        widths = [max(len(row[i]) for row in [head, *self.rows]) for i in range(3)]
        self.check.show(title)
        for row in [head, *self.rows]:
            cells = [cell.ljust(width) for cell, width in zip(row, widths)]
            self.check.show("  ".join([*cells, row[3]]).rstrip())
        self.check.show(f"{self.totals['agree']} agree, {self.totals['differ']} differ, "
                        f"{self.totals['apart']} listed apart")
        for aspect, (same, asked, happened) in self.aspects.items():
            self.check.show(f"  {outcome.TITLES[aspect] + ':':29}{same} of {asked} agree; "
                            f"there was something to tell in {happened}")
