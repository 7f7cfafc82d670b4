# SPDX-License-Identifier: GPL-2.0-or-later
"""Completion of the command line in bash."""

import subprocess

from bench import TESTS

SCRIPT = TESTS.parent / "completions" / "klpvet"
# What bash does for a line whose last word is to be completed.
DRIVER = """
source "$1"; shift
COMP_WORDS=(klpvet "${@:2}")
COMP_CWORD=$(($# - 1))
_klpvet "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""

# (words of the line, the last one to be completed; what is offered)
CASES = [
    (["ch"], ["check"]),
    ([""], ["--help", "--version", "check", "explain", "func", "help", "index", "rules"]),
    (["help", "in"], ["index"]),
    (["check", "--fail"], ["--fail-on"]),
    (["index", "--out"], ["--output"]),
    (["check", "--fail-on", "w"], ["warning"]),
    (["func", "--format", ""], ["json", "text"]),
    (["explain", "inline-"], ["inline-copies", "inline-folded", "inline-only"]),
    (["explain", "RU"], []),
    (["check", "--kernel", "6.1.0-k"], ["6.1.0-klpvet-mini"]),
    (["check", "good"], []),
]


def run(bench):
    # A kernel where ./bootstrap would have put it.
    bench.path("cache/klpvet/kernels/6.1.0-klpvet-mini").mkdir(parents=True)
    for words, wanted in CASES:
        result = subprocess.run(["bash", "-c", DRIVER, "bash", SCRIPT, bench.klpvet, *words],
                                cwd=bench.folder, env=bench.environment, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, check=False)
        offered = [word for word in result.stdout.split("\n") if word]
        bench.results.same(offered, wanted, f"completion of '{' '.join(words)}'")
