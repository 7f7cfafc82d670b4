#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds the cases of corpus/ and compares what klpvet finds in them with what they expect.

corpus.py --klpvet FILE --kernels DIR [--build DIR] [CASE...]

A case is a livepatch, corpus/<category>/<rule>/{bad,good}-*.c, whose first comment states what must
be found (corpus/README.md). Without CASE all are run. Findings and rules that could not look are
compared exactly: one too many fails as one too few does. Output is TAP.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

CORPUS = pathlib.Path(__file__).resolve().parent.parent / "corpus"
sys.dont_write_bytecode = True
sys.path.insert(0, str(CORPUS))
from case import CaseError, build_module, build_previous, name_of, read_case  # noqa: E402

# What a case may name instead of rules: a fact that is missing, by the reason that rules then give.
# Which rules need it is not the case's affair, so that a new one changes no case.
FACTS = {
    "dwarf": r"^\S+: it has no debug information \(DWARF\)$",
    "livepatch-dwarf": r"^the livepatch has no debug information \(DWARF\)$",
    "module-file": r"^no file of module ",
    "functions": r"the klp_patch that the module enables is built when the module runs$",
    "position": r"^several symbols have the name, and code of the module may set \.old_sympos$",
}


def check_module(case, module, previous, klpvet, cache):
    """What klpvet says: findings, the names in their evidence, (rule, reason) not checked."""
    command = [klpvet, "check", "--format", "json", "--kernel", str(case.kernel), *case.options,
               *previous,
               *(["--kdir", "none"] if module.suffix == ".c" else []), str(module)]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            env={**os.environ, "XDG_CACHE_HOME": str(cache)})
    if result.returncode not in (0, 1, 3):
        raise CaseError("klpvet ended with %d: %s" % (result.returncode, result.stderr.strip()))
    try:
        report = json.loads(result.stdout)
    except ValueError as error:
        raise CaseError("klpvet wrote no JSON: %s" % error) from error
    findings, suppressed = ({(finding["rule"], finding["object"], finding["function"])
                             for finding in report["findings"]
                             if bool(finding["suppressed"]) == wanted} for wanted in (False, True))
    evidence = {fact["name"] for finding in report["findings"] for fact in finding["evidence"]}
    cumulative = {check["loading"]["cumulative"] for check in report["checks"]}
    if case.loading and cumulative != {case.loading == ["cumulative"]}:
        raise CaseError("expected to be loaded as %s" % case.loading[0])
    return findings, suppressed, evidence, {(missing["rule"], missing["reason"])
                                            for missing in report["not_checked"]}


def stands_for(word, missing):
    """Whether @word of a "not-checked:" line means @missing, a pair (rule, reason)."""
    return re.search(FACTS[word], missing[1]) if word in FACTS else word == missing[0]


def matches(wanted, found):
    if isinstance(wanted[2], int):
        return wanted[:2] == found[:2] and found[2] and len(found[2]) == wanted[2]
    return wanted == found


def differences(case, findings, suppressed, evidence, not_checked):
    """Lines that say what klpvet found too much or too little."""
    def text(finding):
        return " ".join(str(field)[:80] for field in finding if field is not None)

    lines = ["not found: " + text(wanted) for wanted in case.expect
             if not any(matches(wanted, found) for found in findings)]
    lines += ["not expected: " + text(found) for found in findings
              if not any(matches(wanted, found) for wanted in case.expect)]
    lines += ["not suppressed: " + text(wanted) for wanted in case.suppressed - suppressed]
    lines += ["suppressed: " + text(found) for found in suppressed - case.suppressed]
    lines += ["not shown: " + name for name in case.shows - evidence]
    lines += ["was checked: " + word for word in case.not_checked
              if not any(stands_for(word, missing) for missing in not_checked)]
    lines += ["not checked: %s: %s" % missing for missing in not_checked
              if not any(stands_for(word, missing) for word in case.not_checked)]
    return sorted(lines)


def run_case(path, arguments, build, cache):
    """The lines of what is wrong with one case; none when it passes."""
    try:
        case = read_case(path, arguments.kernels)
        module = build_module(case, build, arguments.cc)
        previous = build_previous(case, build, arguments.cc)
        return differences(case, *check_module(case, module, previous, arguments.klpvet, cache))
    except CaseError as error:
        return str(error).splitlines()


def warm_up(arguments, cache):
    """Lets klpvet index each kernel once before many processes would do so at the same time."""
    for kernel in sorted(arguments.kernels.glob("*/vmlinux")):
        subprocess.run([arguments.klpvet, "func", "schedule", "--kernel", str(kernel.parent)],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       env={**os.environ, "XDG_CACHE_HOME": str(cache)})


def all_cases():
    """The cases of rules, and the two of the demonstration."""
    return sorted([*CORPUS.glob("*/*/bad-*.c"), *CORPUS.glob("*/*/good-*.c"),
                   *CORPUS.glob("demo/*.c")])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--klpvet", required=True, type=os.path.abspath)
    parser.add_argument("--kernels", required=True, type=pathlib.Path,
                        help="folder with a folder per variant of the miniature kernel")
    parser.add_argument("--build", type=pathlib.Path, help="folder to keep the modules in")
    parser.add_argument("--cc", default="gcc")
    parser.add_argument("cases", nargs="*", type=pathlib.Path, help="files of cases; all if none")
    arguments = parser.parse_args()
    arguments.kernels = arguments.kernels.resolve()
    paths = [path.resolve() for path in arguments.cases] or all_cases()
    failed = 0

    with tempfile.TemporaryDirectory(prefix="klpvet-corpus-") as scratch:
        build = (arguments.build or pathlib.Path(scratch) / "modules").resolve()
        cache = pathlib.Path(scratch) / "cache"
        build.mkdir(parents=True, exist_ok=True)
        warm_up(arguments, cache)
        print("1..%d" % len(paths), flush=True)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            results = pool.map(lambda path: run_case(path, arguments, build, cache), paths)
            for number, (path, problems) in enumerate(zip(paths, results), 1):
                print("%s %d - %s" % ("not ok" if problems else "ok", number, name_of(path)))
                for line in problems:
                    print("#   " + line)
                failed += bool(problems)
    print("# %d passed, %d failed" % (len(paths) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
