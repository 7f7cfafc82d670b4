#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
C source, read with a kernel's headers and without any: the same findings as for the modules built
from it, and what the kernel's own samples and selftests give.

usage: test_source.py SERIES [modules], e.g. 6.1

With "modules" the test livepatches are compared as well; what they expect holds for 6.1.
"""

import glob
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support import livepatches, target, tap

ATOMIC_CASES = f"{os.path.dirname(os.path.abspath(__file__))}/../../corpus/atomic/sleep"

PATTERNS = ["*/samples/livepatch/*.c", "*/lib/livepatch/*.c",
            "*/tools/testing/selftests/livepatch/test_modules/*.c"]

# Files that enable no livepatch: they are patched by the others, or use shadow variables only.
NO_LIVEPATCH = {
    "livepatch-callbacks-busymod", "livepatch-callbacks-mod", "livepatch-shadow-mod",
    "test_klp_callbacks_busy", "test_klp_callbacks_mod", "test_klp_shadow_vars",
    "test_klp_kprobe",
}

# What the samples and selftests really have, at the level of errors: (file, rule, why it is true).
# All their functions exist and can be patched; the modules that they patch are theirs.
TRUE_ERRORS = []

# The rules on code that speak of them at any other level, and why that is true.
TRUE_WARNINGS = [
    ("livepatch-shadow-fix1", "shadow-left-behind",
     "its exit function calls klp_shadow_free_all(SV_LEAK, ...), also after it was replaced"),
    ("livepatch-shadow-fix2", "shadow-left-behind",
     "its exit function calls klp_shadow_free_all(SV_COUNTER, NULL), also after it was replaced"),
]

# Rules about machine code alone.
MODULE_RULES = {"module-wrong-kernel", "transition-no-return", "transition-tail-call"}
# Whether the loop reschedules is decided by an argument of a function that gcc inlines.
OTHER_IN_SOURCE = {"loop-no-resched": {"loop_without_point"}}

# Objects of the samples that no installed kernel has: rules about them cannot look.
OWN_TARGETS = {"livepatch_shadow_mod", "livepatch_callbacks_busymod", "livepatch_callbacks_mod",
               "test_klp_callbacks_busy", "test_klp_callbacks_mod"}



def sources_of_kernel(series):
    """The folder of the kernel's samples and selftests, from Debian's package of its source."""
    folder = f"{target.user_cache()}/sources/{series}"
    if os.path.exists(f"{folder}/done"):
        return folder
    os.makedirs(folder, exist_ok=True)
    package = f"linux-source-{series}"
    options = ["-o", "APT::Sandbox::User=root"] if os.getuid() == 0 else []
    done = subprocess.run(["apt-get", "download", "-qq", *options, package], cwd=folder,
                          stdin=subprocess.DEVNULL, capture_output=True, check=False)
    archives = sorted(glob.glob(f"{folder}/{package}_*.deb"))
    if done.returncode != 0 or not archives:
        raise tap.Skip(f"apt cannot download {package}: {done.stderr.decode()[:200]}")
    members = " ".join(f"'{pattern}'" for pattern in PATTERNS)
    # tar ends with 2 for a pattern that nothing fits: not every kernel has all the folders.
    subprocess.run(["bash", "-c", f"dpkg-deb --fsys-tarfile '{archives[-1]}' | "
                    f"tar -xO ./usr/src/{package}.tar.xz | xz -d | "
                    f"tar -x --strip-components=1 --wildcards {members}"],
                   cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    for archive in archives:
        os.unlink(archive)
    if not glob.glob(f"{folder}/samples/livepatch/*.c"):
        raise tap.Skip(f"{package} has no samples/livepatch")
    with open(f"{folder}/done", "w", encoding="ascii"):
        return folder


def finding_key(finding):
    return (finding["rule"], finding["object"] or "-", finding["function"] or "-")


class Checker:
    def __init__(self, kernel, *options):
        self.options = ["--kernel", kernel.tree, *options]

    def __call__(self, path, *options):
        """(exit status, {finding}, {not checked}, report)"""
        status, report = target.klpvet_json("check", *self.options, *options, path)
        missing = {(entry["rule"], entry["object"], entry["reason"])
                   for entry in report["not_checked"]}
        return status, {finding_key(finding) for finding in report["findings"]}, missing, report


def check_own_cases(check, kernel):
    """Each test livepatch as source gives the findings that its first comment lists."""
    folder = livepatches.build(kernel)
    checker = Checker(kernel, "--modules", folder)
    for name, expected in livepatches.cases().items():
        # Only what is compiled shows which kernel it was compiled for.
        expected = {(rule, *place) for rule, *place in expected
                    if rule not in MODULE_RULES and name not in OTHER_IN_SOURCE.get(rule, ())}
        for what, options in (("", ["--kdir", kernel.headers]),
                              (", no headers", ["--kdir", "none"])):
            status, found, _, report = checker(f"{livepatches.MODULES}/{name}.c", *options)
            found = {(rule, thing, "*" if (rule, thing, "*") in expected else function)
                     for rule, thing, function in found}
            check.same(found, expected, f"{name}.c{what}: the findings of the module")
            places = [finding["location"] for finding in report["findings"]]
            check.ok(all(place and place["file"].endswith((".c", ".h")) and place["line"]
                         for place in places),
                     f"{name}.c{what}: each finding has its place in the source", places)


def check_allocations(check, kernel):
    """kmalloc() is the same allocation as a function and, since 6.10, as a macro around another."""
    checker = Checker(kernel)
    for name in ("bad-memory", "bad-noprof"):
        _, _, _, report = checker(f"{ATOMIC_CASES}/{name}.c", "--kdir", kernel.headers)
        check.equal([(finding["rule"], finding["level"], finding["message"])
                     for finding in report["findings"]],
                    [("atomic-sleep", "warning",
                      "fixed_cmdline_proc_show calls kmalloc() after spin_lock_irqsave(), "
                      "where nothing may sleep")],
                    f"{name}.c: kmalloc() sleeps with the headers of {kernel.release}")


def check_sample(check, checker, path, kernel, with_headers):
    name = os.path.basename(path)[:-2]
    if name in NO_LIVEPATCH:
        status, report = target.klpvet_json("check", *checker.options, "--kdir", "none", path)
        check.ok(status == 2 and "is no source of a livepatch" in report["failures"][0]["message"],
                 f"{name}.c is no livepatch", report["failures"])
        return
    bare_status, bare, bare_missing, report = checker(path, "--kdir", "none")
    check.equal((bare_status, report["failures"]), (0, []), f"{name}.c parses without headers")
    check_errors(check, name, report)
    for rule, thing, reason in sorted(bare_missing, key=str):
        check.ok(thing in OWN_TARGETS, f"{name}.c: {rule} looked at everything but {thing}", reason)
    if not with_headers:
        return
    status, found, missing, report = checker(path, "--kdir", kernel.headers)
    check.equal((status, report["failures"]), (0, []), f"{name}.c parses with the headers")
    check_errors(check, name, report)
    check.same(bare, found, f"{name}.c: the same findings without headers")
    check.ok(missing <= bare_missing, f"{name}.c: nothing more is left unchecked with headers",
             sorted(missing - bare_missing, key=str))


def check_errors(check, name, report):
    errors = {(name, finding["rule"]) for finding in report["findings"]
              if finding["level"] == "error"}
    check.same(errors, {(file, rule) for file, rule, _ in TRUE_ERRORS if file == name},
               f"{name}.c: only true errors")
    warnings = {(name, finding["rule"]) for finding in report["findings"]
                if finding["level"] != "error"}
    check.same(warnings, {(file, rule) for file, rule, _ in TRUE_WARNINGS if file == name},
               f"{name}.c: only true warnings")


def check_samples(check, kernel, series):
    folder = sources_of_kernel(series)
    paths = sorted(path for pattern in PATTERNS
                   for path in glob.glob(f"{folder}/{pattern[2:]}"))
    with_headers = os.path.exists(f"{kernel.headers}/Makefile")
    checker = Checker(kernel)
    check.ok(len(paths) >= 16, f"the kernel has samples and selftests ({len(paths)})")
    if not with_headers:
        check.note(f"the headers of {kernel.release} are not installed: only without them")
    for path in paths:
        check_sample(check, checker, path, kernel, with_headers)


def main(check):
    series = sys.argv[1]
    kernel = target.kernel(series)
    check.note(f"kernel {kernel.release}")
    check_samples(check, kernel, series)
    if os.path.exists(f"{kernel.headers}/Makefile"):
        check_allocations(check, kernel)
    if "modules" in sys.argv[2:]:
        kernel.headers_or_skip()
        check_own_cases(check, kernel)


tap.run(main)
