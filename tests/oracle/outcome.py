# SPDX-License-Identifier: GPL-2.0-or-later
"""What becomes of a livepatch: the words in which predictions and verdicts are compared."""

from collections import namedtuple

# @insmod: "loads", "refused", "crash" (the machine did not survive it) or "unknown"; @errno that it
# ends with. @target_refused: errno with which a module that comes later is refused, "" if none is.
# @ineffective, @stuck, @crash: True or False. None, of any: that is not reached, or nobody can see.
Outcome = namedtuple("Outcome", "insmod errno target_refused ineffective stuck crash")

TITLES = {
    "insmod": "refused or loads",
    "errno": "errno of insmod",
    "target_refused": "target module refused later",
    "ineffective": "ineffective",
    "stuck": "stuck transition",
    "crash": "crash",
}


def text(outcome):
    """In a few words: "refused EINVAL", "loads, ineffective"."""
    if outcome.insmod == "refused":
        words = [f"refused {outcome.errno}"]
    else:
        words = ["insmod crashes" if outcome.insmod == "crash" else outcome.insmod]
        if outcome.target_refused:
            words.append(f"target refused {outcome.target_refused}")
        words += [aspect for aspect in ("ineffective", "stuck") if getattr(outcome, aspect)]
    if outcome.crash and outcome.insmod != "crash":
        words.append("crash")
    return ", ".join(words)


def compared(predicted, found):
    """
    {aspect: whether both say the same}, for each of which both say something. Where klpvet predicts
    that insmod can crash, it does not say how it ends if it does not.
    """
    return {aspect: getattr(predicted, aspect) == getattr(found, aspect)
            for aspect in Outcome._fields
            if None not in (getattr(predicted, aspect), getattr(found, aspect))
            and not (aspect == "insmod" and predicted.insmod in ("crash", "unknown"))}


def is_harmless(outcome):
    """Whether nothing at all is said to go wrong."""
    return (outcome.insmod in ("loads", "unknown") and not outcome.target_refused
            and not (outcome.ineffective or outcome.stuck or outcome.crash))
