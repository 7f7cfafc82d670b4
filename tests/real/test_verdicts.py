#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
What klpvet predicts against what the kernel does: refused or loads, with which error and line in the
log, which functions stay unpatched, which modules are refused later, stuck transitions, crashes.

usage: test_verdicts.py SERIES, e.g. 6.1

For the modules of this project the kernel's answer is recorded below. For those of ../shared/verdicts,
if that stands beside the checkout, it is what a real kernel said. Cases about which no rule speaks yet
are listed with the reason, and count neither as agreement nor as disagreement.
"""

import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support import livepatches, target, tap

# Defects of kinds that no present rule is about, with the kind.
OUT_OF_SCOPE = {
    "m_icf_alias": "other names of the same body: a warning, no prediction",
}

# The rules with a finding at level error.
EXPECTED_RULES = {
    "m_absent_typo": {"symbol-absent"},
    "m_absent_fully_inlined": {"syscall-inner"},
    "m_absent_macro": {"symbol-absent"},
    "m_absent_module_func_loaded": {"symbol-absent"},
    "m_absent_module_func_later": {"symbol-absent"},
    "m_absent_module_inlined": {"symbol-absent"},
    "m_dup_nosympos_17": {"symbol-ambiguous"},
    "m_dup_in_module": {"symbol-ambiguous"},
    "m_sympos_too_large_unique": {"symbol-wrong-position"},
    "m_sympos_huge": {"symbol-wrong-position"},
    "m_sympos_nontraceable_pos": {"trace-no-entry"},
    "m_nt_lib": {"trace-no-entry"},
    "m_nt_asm": {"trace-no-entry"},
    "m_nt_noinstr": {"trace-no-entry"},
    "m_nt_init": {"symbol-in-init"},
    "m_nt_second_with_callbacks": {"trace-no-entry"},
    "m_inl_get_task_mm": {"inline-copies"},
    "m_inl_unix_gc": {"inline-copies"},
    "m_inl_seq_putc": {"inline-copies"},
    "m_inl_module_partial": {"inline-folded"},
    "m_elf_weak_klp_sym": {"relocation-unconverted"},
    "m_sem_self_recursion": {"replacement-recursion"},
    "m_rela_vmlinux_sym_in_module_section": {"relocation-refused"},
    "m_sig_void_return": {"prototype-mismatch"},
    "m_struct_no_func_sentinel": {"object-unterminated"},
    "m_struct_sentinel_nonempty": {"object-incomplete"},
    "m_struct_no_livepatch_info": {"modinfo-refused"},
    "m_struct_name_hyphen": {"object-misnamed"},
    "m_struct_name_empty": {"object-misnamed"},
    "m_struct_name_builtin": {"object-builtin"},
    "m_struct_func_name_too_long": {"name-too-long"},
    "m_struct_dup_entry": {"object-duplicate"},
    "m_struct_dup_object": {"object-duplicate"},
    "m_struct_empty_objs": {"object-incomplete"},
    "m_struct_initdata_patch": {"section-unfit"},
    "m_cb_sleep_in_atomic": {"atomic-sleep"},
    "m_sv_ctor_sleeps": {"shadow-constructor-sleeps"},
    "m_sv_get_wrong_id": {"shadow-unchecked"},
    "m_stuck_module_kthread": {"transition-kthread"},
    "m_stuck_kswapd": {"transition-kthread"},
    "m_stuck_kcompactd": {"transition-kthread"},
    "m_stuck_worker_thread": {"transition-always-on-stack"},
    "m_state_missing_in_replace": {"state-incompatible"},
}

# The rules on code with a finding at any level: what the sources show. All others have none.
CODE_RULES = {"atomic-sleep", "callback-unpaired", "data-static-copy", "pointer-escape",
              "shadow-constructor-sleeps", "shadow-leak", "shadow-unallocated", "shadow-unchecked"}
EXPECTED_CODE = {
    # kzalloc() in pre_patch, and no callback that frees.
    "m_cb_pre_without_post": {"callback-unpaired"},
    # klp_shadow_get_or_alloc(current, ...), and klp_shadow_free_all() in post_unpatch only: tasks
    # that end leave theirs behind.
    "m_clean_shadow": {"shadow-leak"},
    "m_sv_ctor_sleeps": {"shadow-constructor-sleeps", "shadow-leak"},
    "m_sv_get_wrong_id": {"shadow-leak", "shadow-unallocated", "shadow-unchecked"},
    "m_cb_sleep_in_atomic": {"atomic-sleep"},
}

# What verdicts.json calls defects that leave old code running, or new code without what it refers
# to; dmesg does not tell.
INEFFECTIVE = {"partially-inlined", "object-name-never-matches", "empty-patch", "unresolved-symbol"}
# What the kernel prints of every livepatch.
ROUTINE = re.compile(r"livepatch: (enabling patch|tainting kernel|'[^']*': "
                     r"(starting|completing|patching|unpatching) )|.*(taint|signature)")
# The module that others patch; what else they need are livepatches.
TARGET = "ho_target.ko"
# Of these lines klpvet knows only a part: an address stands in front.
PARTS = {"attempted to be registered with empty name!"}
SYMBOL = "symbol '%s' not found in symbol table"
AMBIGUOUS = "unresolvable ambiguity for symbol '%s' in object '%s'"
POSITION = "symbol position %d for symbol '%s' in object '%s' not found"
LOCATION = "failed to find location for function '%s'"
DUPLICATE = "cannot create duplicate filename '/kernel/livepatch/%s'"


def refused(error, log=None, **more):
    return {"load": "refused", "errno": error, "log": log, **more}


def loads(**more):
    return {"load": "loads", **more}


def with_target(log):
    """Refused with kt_target loaded; otherwise kt_target is, when it comes."""
    return {"load": "refused", "errno": "EINVAL", "log": log, "loaded": True,
            "later": {"kt_target": ("EINVAL", log)}}


# What the kernel does with this project's modules: kernel/livepatch/core.c, and verdicts on modules
# with the same fault. "loaded" is about the kernel with kt_target loaded.
OWN = {
    "absent_in_module": with_target(SYMBOL % "kt_missing"),
    "absent_typo": refused("EINVAL", SYMBOL % "cmdline_proc_shwo"),
    "absent_wrong_object": refused("EINVAL", SYMBOL % "kvm_vcpu_kick"),
    "alias": loads(stuck=True),
    "always_on_stack": loads(stuck=True),
    "ambiguous": refused("EINVAL", AMBIGUOUS % ("type_show", "(null)")),
    "ambiguous_in_module": with_target(AMBIGUOUS % ("kt_pair", "kt_target")),
    "clean_all_copies": loads(),
    "clean_callbacks": loads(),
    "clean_module": loads(loaded=True),
    "clean_module_position": loads(loaded=True),
    "clean_one": loads(),
    "clean_position": loads(),
    "clean_position_unique": loads(),
    "clean_shared_helper": loads(),
    "clean_twin": loads(),
    "clean_two": loads(),
    "clean_two_objects": loads(loaded=True),
    "compat_path": loads(),
    "copies": loads(ineffective=True, keepers=4),
    "copies_in_x32": loads(ineffective=True, keepers=1),
    "copies_in_module": loads(ineffective=True, loaded=True),
    "data": refused("EINVAL", LOCATION % "saved_command_line"),
    "duplicate_function": refused(
        "EEXIST", DUPLICATE % "duplicate_function/vmlinux/cmdline_proc_show,1"),
    "duplicate_object": refused("EEXIST", DUPLICATE % "duplicate_object/vmlinux"),
    "init": refused("EINVAL", LOCATION % "start_kernel"),
    "init_in_module": refused("EINVAL", SYMBOL % "kt_setup", loaded=True, ineffective=True,
                              never_patched=1),
    "inline_only": refused("EINVAL", SYMBOL % "__do_sys_gethostname"),
    "inline_only_in_module": with_target(SYMBOL % "kt_inlined"),
    "ioctl_compat": loads(),
    "kthread_loop": loads(stuck=True),
    "long_name": refused("EINVAL"),
    "loop_constant": loads(),
    "loop_copied": loads(),
    "loop_polling": loads(),
    "loop_polling_bare": loads(),
    "loop_with_point": loads(),
    "loop_without_point": loads(),
    "name_builtin": loads(ineffective=True),
    "name_hyphen": loads(ineffective=True),
    "name_suffix": loads(ineffective=True),
    "name_vmlinux": loads(ineffective=True),
    "no_functions": refused("EINVAL"),
    "no_mark": refused("EINVAL", "module no_mark is not marked as a livepatch module"),
    "no_objects": loads(ineffective=True),
    "no_replacement": refused("EINVAL"),
    # The kernel lets it be loaded, but not disabled.
    "no_return": loads(),
    "position_too_large": refused("EINVAL", POSITION % (18, "type_show", "vmlinux")),
    "position_too_large_in_module": with_target(POSITION % (3, "kt_pair", "kt_target")),
    "position_too_large_unique": refused("EINVAL", POSITION % (2, "cmdline_proc_show", "vmlinux")),
    "sentinel_functions": {"load": "unknown", "crash": True},
    "sentinel_objects": {"load": "unknown", "crash": True},
    # Symbols are looked up before the first ftrace location, in the order of the array.
    "several": refused("EINVAL", SYMBOL % "cmdline_proc_shwo"),
    "tail_call": loads(),
    "twin": loads(ineffective=True, keepers=1),
    "untraceable_asm": refused("EINVAL", LOCATION % "copy_page"),
    "untraceable_in_module": with_target(LOCATION % "kt_notrace"),
    "untraceable_inline": refused("EINVAL", LOCATION % "cpu_smt_flags"),
    "untraceable_lib": refused("EINVAL", LOCATION % "vsnprintf"),
    "untraceable_noinstr": refused("EINVAL", LOCATION % "exc_page_fault"),
    "untraceable_notrace": refused("EINVAL", LOCATION % "klp_ftrace_handler"),
    "untraceable_position": refused("EINVAL", LOCATION % "s_show"),
    "weak_default": loads(),
}


def plain(line):
    """A line of the log without who prints it."""
    return None if line is None else re.sub(r"^(livepatch|sysfs): ", "", line)


def predicted(prediction, loaded):
    """The prediction in the words of this test; @loaded: the target modules are."""
    refusal = prediction["if_targets_loaded"] if loaded else prediction
    ends = refusal is not None and refusal["errno"] is not None
    later = {entry["object"]: (entry["later"]["errno"], plain(entry["later"]["message"]))
             for entry in prediction["target_refused"] if entry["later"]}
    ineffective = prediction["ineffective"]
    return {
        "load": "refused" if ends else prediction["result"],
        "errno": refusal["errno"] if ends else None,
        "log": plain(refusal["message"]) if ends else None,
        "later": later,
        "ineffective": ineffective is not None,
        "never_patched": ineffective["never_patched"] if ineffective else 0,
        "keepers": ineffective["keepers"] if ineffective else 0,
        "stuck": prediction["stuck"],
        "crash": prediction["crash"],
    }


def first_complaint(verdict):
    lines = [line for line in verdict.get("dmesg", []) if not ROUTINE.match(line)]
    return plain(lines[0]) if lines else None


def later_of(verdict):
    """What the log says of the modules that were refused when they came."""
    if verdict["kernel"] != "accepted-target-refused":
        return {}
    lines = [plain(line) for line in verdict["dmesg"] if not ROUTINE.match(line)]
    modules = {match.group(1) for match in map(
        re.compile(r".*refusing to load module '([^']*)'").match, lines) if match}
    # -22 in "failed to initialize patch 'P' for module 'M' (-22)"
    assert any("(-22)" in line for line in lines), verdict["name"]
    return {module: ("EINVAL", lines[0]) for module in modules}


def observed(verdict):
    """What a kernel did, in the same words; keys that it does not tell are left out."""
    crash = verdict["kernel"] in ("crash", "hang")
    if "insmod" not in verdict:
        return {"load": "unknown", "crash": crash}
    if verdict["insmod"] != "0":
        return {"load": "refused", "errno": verdict["insmod"], "log": first_complaint(verdict)}
    said = {"load": "loads", "ineffective": bool(INEFFECTIVE & set(verdict["defects"])),
            "stuck": verdict["kernel"] == "stuck", "crash": crash}
    if verdict.get("load_afterwards"):
        said["later"] = later_of(verdict)
    return said


def log_agrees(found, wanted):
    """klpvet gives the line, or the part of it that is always the same."""
    return found == wanted or (found in PARTS and found in (wanted or ""))


def disagreements(found, wanted):
    """[text] for each thing that the kernel tells and klpvet predicts otherwise."""
    return [f"{key}: predicted {found[key]!r}, the kernel {wanted[key]!r}" for key in wanted
            if not (log_agrees(found[key], wanted[key]) if key == "log"
                    else found[key] == wanted[key])]


def patched_sites_differ(verdict, found, functions):
    """The kernel lists what it redirected, unless that took it down."""
    if (found["load"] != "loads" or verdict.get("load_afterwards")
            or "patched_sites" not in verdict and observed(verdict)["crash"]):
        return []
    sites = len(verdict.get("patched_sites", []))
    expected = functions - found["never_patched"]
    return [] if sites == expected else [f"patched functions: predicted {expected}, the kernel "
                                         f"{sites}"]


class Table:
    """Prediction against verdict, one line each, and how often they agree on what."""

    def __init__(self, check):
        self.check = check
        self.agreed = {}
        self.asked = {}
        self.happened = {}
        self.cases = 0

    def add(self, name, found, wanted, extra=()):
        wrong = disagreements(found, wanted) + list(extra)
        for key in wanted:
            self.asked[key] = self.asked.get(key, 0) + 1
            self.happened[key] = self.happened.get(key, 0) + bool(wanted[key])
            self.agreed[key] = self.agreed.get(key, 0) + (
                not any(line.startswith(key + ":") for line in wrong))
        self.cases += not wrong
        outcome = " ".join(filter(None, [found["load"], found["errno"], found["log"],
                                         *(key for key in ("ineffective", "stuck", "crash")
                                           if found[key]),
                                         *(f"{module} refused later" for module in
                                           found["later"])]))
        self.check.ok(not wrong, f"{name}: {outcome}", wrong)
        return not wrong

    def totals(self, title, cases):
        self.check.show(f"{title}: prediction and kernel agree on {self.cases} of {cases} modules")
        for key in self.asked:
            self.check.show(f"  {key + ':':13}{self.agreed[key]} of {self.asked[key]} agree; there "
                            f"was something to tell in {self.happened[key]}")


def checker(kernel, modules):
    """
    klpvet's only check of a module, with the livepatches @previous loaded: (checks[0], rules with
    an error, CODE_RULES that speak)
    """
    def run(module, previous=()):
        options = [word for name in previous for word in ("--previous", f"{modules}/{name}")]
        _, report = target.klpvet_json("check", "--kernel", kernel.tree, "--modules", modules,
                                       *options, f"{modules}/{module}.ko")
        assert not report["failures"], f"{module}: {report['failures']}"
        rules = {finding["rule"] for finding in report["findings"]}
        return report["checks"][0], {finding["rule"] for finding in report["findings"]
                                     if finding["level"] == "error"}, rules & CODE_RULES
    return run


def check_own(check, run):
    check.same(OWN, livepatches.cases(), "every module of this project has a recorded verdict")
    table = Table(check)
    for name, record in OWN.items():
        wanted = dict(record)
        loaded = wanted.pop("loaded", False)
        if record["load"] == "loads":
            wanted = {"ineffective": False, "stuck": False, "crash": False, "later": {}, **wanted}
        entry, _, code = run(name)
        check.equal(code, set(), f"{name}: nothing in its code")
        found = predicted(entry["prediction"], loaded)
        table.add(name, found, wanted)
    table.totals("modules of this project", len(OWN))


def check_shared(check, run, folder):
    with open(f"{folder}/verdicts.json", encoding="utf-8") as file:
        verdicts = json.load(file)
    table, cases, apart = Table(check), 0, []
    for verdict in verdicts:
        name = verdict["name"]
        if name in livepatches.NOT_BUILT:
            apart.append((name, "not built: " + verdict["build"].splitlines()[0][:60]))
            continue
        needs = verdict.get("needs", [])
        entry, errors, code = run(name, [module for module in needs if module != TARGET])
        check.equal(code, EXPECTED_CODE.get(name, set()), f"{name}: what its code shows")
        if name in OUT_OF_SCOPE:
            result = entry["prediction"]["result"]
            apart.append((name, f"{OUT_OF_SCOPE[name]} (the kernel: {verdict['kernel']}; "
                                f"klpvet: {result})"))
            check.ok(not errors, f"{name}: no rule speaks of it", str(errors))
            continue
        cases += 1
        found = predicted(entry["prediction"], TARGET in needs)
        table.add(name, found, observed(verdict),
                  patched_sites_differ(verdict, found, len(entry["functions"])))
        check.equal(errors, EXPECTED_RULES.get(name, set()), f"{name}: the rules are the right ones")
    table.totals("modules with a real kernel's verdict", cases)
    check.show(f"{len(apart)} of {len(verdicts)} modules of ../shared/verdicts are not compared:")
    for name, reason in apart:
        check.show(f"  {name}: {reason}")


def main(check):
    kernel = target.kernel(sys.argv[1])
    check.note(f"kernel {kernel.release}")
    modules = livepatches.build(kernel)
    run = checker(kernel, modules)
    check_own(check, run)
    folder = livepatches.verdict_sources()
    if folder:
        check_shared(check, run, folder)
    else:
        check.note("no folder of kernel verdicts beside the checkout: only this project's modules")


tap.run(main)
