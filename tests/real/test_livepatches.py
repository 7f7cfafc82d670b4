#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
Livepatch modules built with a distribution's kernel headers: each defect is found, and only those.

usage: test_livepatches.py SERIES, e.g. 6.1
"""

import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support import livepatches, target, tap

README = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "README.md")

# What klpvet must say of the modules whose verdict by a real kernel stands in verdicts.json.
# The rules named are the whole set of rules with a finding at level error.
EXPECTED_RULES = {
    "m_absent_typo": {"symbol-absent"},
    "m_absent_fully_inlined": {"inline-only"},
    "m_absent_macro": {"symbol-absent"},
    "m_absent_module_func_loaded": {"symbol-absent"},
    "m_absent_module_func_later": {"symbol-absent"},
    "m_absent_module_inlined": {"symbol-absent"},
    "m_dup_nosympos_17": {"symbol-ambiguous"},
    "m_dup_in_module": {"symbol-ambiguous"},
    "m_sympos_too_large_unique": {"symbol-position"},
    "m_sympos_huge": {"symbol-position"},
    "m_sympos_nontraceable_pos": {"trace-no-entry"},
    "m_nt_lib": {"trace-no-entry"},
    "m_nt_asm": {"trace-no-entry"},
    "m_nt_noinstr": {"trace-no-entry"},
    "m_nt_init": {"trace-init"},
    "m_nt_second_with_callbacks": {"trace-no-entry"},
    "m_inl_get_task_mm": {"inline-copies"},
    "m_inl_unix_gc": {"inline-copies"},
    "m_inl_seq_putc": {"inline-copies"},
    "m_struct_no_func_sentinel": {"object-sentinel"},
    "m_struct_sentinel_nonempty": {"object-incomplete"},
    "m_struct_no_livepatch_info": {"module-info"},
    "m_struct_name_hyphen": {"object-name"},
    "m_struct_name_empty": {"object-name"},
    "m_struct_name_builtin": {"object-builtin"},
    "m_struct_func_name_too_long": {"name-length"},
    "m_struct_dup_entry": {"object-duplicate"},
    "m_struct_dup_object": {"object-duplicate"},
    "m_struct_empty_objs": {"object-incomplete"},
}

# Defects of kinds that no present rule is about, with the kind.
OUT_OF_SCOPE = {
    "m_inl_module_partial": "copies that the compiler folded into a constant",
    "m_struct_initdata_patch": "structures in memory that is freed",
    "m_sig_void_return": "signatures",
    "m_cb_pre_without_post": "callbacks",
    "m_cb_sleep_in_atomic": "sleeping in atomic context",
    "m_sv_get_wrong_id": "shadow variables",
    "m_sv_ctor_sleeps": "shadow variables",
    "m_stuck_module_kthread": "transitions that cannot finish",
    "m_stuck_kswapd": "transitions that cannot finish",
    "m_stuck_kcompactd": "transitions that cannot finish",
    "m_stuck_worker_thread": "transitions that cannot finish",
    "m_sem_self_recursion": "what the replacement does",
    "m_elf_weak_klp_sym": "livepatch relocations",
    "m_rela_vmlinux_sym_in_module_section": "livepatch relocations",
    "m_state_missing_in_replace": "system states",
    "m_icf_alias": "other names of the same body",
}

# Not built: this kernel's API or modpost refuses the source, as verdicts.json records.
NOT_BUILT = {"m_struct_legacy_register", "m_struct_legacy_disable", "m_lic_proprietary",
             "m_lic_mit"}


class Checker:
    def __init__(self, kernel, modules):
        self.options = ["--kernel", kernel.tree, "--modules", modules]

    def __call__(self, module):
        """(exit status, [(rule, object, function)], levels of these, not-checked rules)"""
        status, report = target.klpvet_json("check", *self.options, module)
        assert not report["failures"], f"{module}: {report['failures']}"
        findings = [(finding["rule"], finding["object"] or "-", finding["function"] or "-")
                    for finding in report["findings"]]
        errors = {finding["rule"] for finding in report["findings"]
                  if finding["level"] == "error"}
        return status, findings, errors, report


def matches(found, expected):
    """Sets are equal, "*" standing for any function."""
    found = [(rule, thing, "*" if (rule, thing, "*") in expected else function)
             for rule, thing, function in found]
    return sorted(found) == sorted(expected)


def check_own_cases(check, checker, folder):
    for name, expected in livepatches.cases().items():
        status, found, errors, report = checker(f"{folder}/{name}.ko")
        levels = {finding["level"] for finding in report["findings"]}
        what = ", ".join(sorted({rule for rule, _, _ in expected})) or "nothing"
        check.ok(matches(found, expected) and status == (1 if "error" in levels else 0),
                 f"{name}: klpvet reports {what}",
                 [f"exit status {status}", f"found:    {sorted(found)}",
                  f"expected: {sorted(expected)}"])
        for finding in report["findings"]:
            if not (finding["remedy"] and finding["consequence"]):
                check.ok(False, f"{name}: {finding['rule']} has a remedy and a consequence")


def check_variants(check, checker, variants, folder):
    expected = livepatches.cases()
    for name in ("clean_two", "several"):
        for what, path in variants.all(f"{folder}/{name}.ko"):
            status, found, _, _ = checker(path)
            check.ok(matches(found, expected[name]) and status == (1 if expected[name] else 0),
                     f"{name}, {what}: the same findings",
                     [f"exit status {status}", f"found: {sorted(found)}"])


def check_other_release(check, checker, variants, kernel, folder):
    other = kernel.release.replace("-amd64", "+amd64")
    path = variants.of_release(f"{folder}/clean_one.ko", kernel.release, other)
    _, found, _, _ = checker(path)
    check.equal(found, [("kernel-mismatch", "-", "-")],
                "built for another release: klpvet reports kernel-mismatch")


def check_unknown_module(check, kernel, folder):
    """Without the .ko of the patched module nothing can be said of its functions."""
    status, report = target.klpvet_json("check", "--kernel", kernel.tree,
                                        f"{folder}/absent_in_module.ko")
    check.equal((status, report["findings"]), (0, []), "module not found: no finding is made up")
    check.ok(any("kt_target" in (entry["reason"] or "") + (entry["object"] or "")
                 for entry in report["not_checked"]),
             "module not found: the report says what was not checked", str(report["not_checked"]))
    status, _ = target.klpvet_json("check", "--require-complete", "--kernel", kernel.tree,
                                   f"{folder}/absent_in_module.ko")
    check.equal(status, 3, "module not found: exit status 3 with --require-complete")


def check_readme(check, kernel, folder):
    """What README.md shows is what klpvet prints."""
    with open(README, encoding="utf-8") as file:
        blocks = re.findall(r"^```\n\$ klpvet (.*?)\n(.*?)^```$", file.read(),
                            re.MULTILINE | re.DOTALL)
    check.ok(len(blocks) >= 2, "README.md shows klpvet's output")
    for command, shown in blocks:
        arguments = [os.path.join(folder, word) if word.endswith(".ko") else word
                     for word in command.split()]
        arguments[arguments.index("--kernel") + 1] = kernel.tree
        _, printed, _ = target.klpvet(*arguments)
        # The release may be a newer one than the one shown, and lines may have moved in it.
        printed, shown = (re.sub(r"\d+", "N", text.replace(f"{folder}/", "")).split()
                          for text in (printed, shown))
        check.ok(printed == shown, f"klpvet {command} prints what README.md shows",
                 [f"printed: {' '.join(printed)}", f"shown:   {' '.join(shown)}"])


def check_verdicts(check, checker, folder):
    sources = livepatches.verdict_sources()
    if not sources:
        check.note("no folder of kernel verdicts beside the checkout: only this project's cases")
        return
    with open(f"{sources}/verdicts.json", encoding="utf-8") as file:
        verdicts = json.load(file)
    for verdict in verdicts:
        name = verdict["name"]
        if name in NOT_BUILT:
            continue
        _, found, errors, _ = checker(f"{folder}/{name}.ko")
        if verdict["defects"] == ["clean"]:
            check.ok(not errors, f"{name}: a real kernel took it, no error is reported",
                     str(found))
        elif name in EXPECTED_RULES:
            check.ok(errors == EXPECTED_RULES[name],
                     f"{name}: {', '.join(sorted(EXPECTED_RULES[name]))}", str(found))
        else:
            check.ok(name in OUT_OF_SCOPE and not errors,
                     f"{name}: out of scope ({OUT_OF_SCOPE.get(name)}), nothing else is reported",
                     str(found))


def main(check):
    kernel = target.kernel(sys.argv[1])
    check.note(f"kernel {kernel.release}")
    folder = livepatches.build(kernel, leave_out=NOT_BUILT)
    checker = Checker(kernel, folder)
    variants = livepatches.Variants(kernel, f"{target.work_folder()}/variants-{kernel.release}")
    check_own_cases(check, checker, folder)
    check_variants(check, checker, variants, folder)
    check_other_release(check, checker, variants, kernel, folder)
    check_unknown_module(check, kernel, folder)
    check_readme(check, kernel, folder)
    check_verdicts(check, checker, folder)


tap.run(main)
