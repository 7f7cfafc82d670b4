#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
How often the rules about call paths, tasks and loops speak: over all functions of a kernel that can be
patched, each taken as the only function of a livepatch. Prints the share of each rule.

usage: test_noise.py SERIES, e.g. 6.1
"""

import collections
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support import target, tap

# Rule to the highest share in per cent that is no nuisance.
LIMITS = {
    "inline-folded": 0.1,
    "syscall-inner": 0,
    "syscall-twin": 2,
    "syscall-compat-path": 1,
    "ioctl-compat-path": 0.1,
    "load-holds-cpu": 0,
    "symbol-weak-overridden": 0.5,
    "transition-always-on-stack": 2,
    "transition-kthread": 2,
    "loop-no-resched": 0,
    "transition-tail-call": 0,
    "transition-cold-part": 2,
}

# What a study of the same kernel with other tools found to be reached in another way by 32-bit
# programs, besides entries of system calls.
COMPAT_HELPERS = {
    "restore_sigcontext", "restore_altstack", "post_copy_siginfo_from_user.isra.0",
    "copy_siginfo_to_user", "set_user_sigmask", "get_user_cpu_mask", "get_timespec64",
    "get_itimerval", "cp_new_stat", "kern_select", "do_pselect.constprop.0", "do_futimesat",
    "do_statfs_native", "copy_semid_to_user.constprop.0", "keyctl_dh_compute",
    "security_file_ioctl",
}
# Most that may be found beside these, in per cent.
OTHER_HELPERS = 0.06
ENTRY = re.compile(r"^__(x64|ia32)_(compat_)?sys_")

# By the source of both kernels: called in their own file with constants or for a few instructions.
FOLDED = {"get_max_files", "ipv6_ext_hdr", "of_led_get", "syscon_node_to_regmap", "tnum_const"}
# Only pointers lead to these: gcc split them, or found others equal.
NOT_FOLDED = {"device_match_any", "max_microvolts_show", "kprobes_open", "x86_init_noop",
              "xfrm4_ah_rcv"}

# Whether 32-bit programs come to them or not is a matter of what the call does for these.
SILENT = ["do_arch_prctl_64", "kfree", "mutex_lock", "vfs_read", "__alloc_pages", "copy_page_range"]


def findings_of(kernel):
    """({rule: {function}}, rules that klpvet does not have, how many functions there are)"""
    done = subprocess.run([os.environ["KLPVET_RULE_NOISE"], kernel.tree, *LIMITS], text=True,
                          check=True, stdout=subprocess.PIPE, env=target.environment())
    found, absent, functions = collections.defaultdict(set), set(), 0
    for line in done.stdout.splitlines():
        first, rest = line.split(" ", 1)
        if first == "functions":
            functions = int(rest)
        elif first == "absent":
            absent.add(rest)
        else:
            found[first].add(rest.split(",")[0])
    return found, absent, functions


def check_shares(check, found, absent, functions):
    for rule, limit in LIMITS.items():
        if rule in absent:
            check.note(f"{rule}: klpvet has no such rule")
            continue
        share = 100 * len(found[rule]) / functions
        check.show(f"{rule:28} {len(found[rule]):6} of {functions} functions, {share:5.2f} %")
        check.ok(share <= limit, f"{rule} speaks of at most {limit} % of the functions",
                 sorted(found[rule]))


def check_twins(check, kernel, found):
    """Every entry with a twin has one by name, and is an entry."""
    names = {line.split()[-1] for line in target.output_of("nm", kernel.vmlinux).splitlines()}
    lonely = [name for name in found["syscall-twin"]
              if not ENTRY.match(name)
              or not {f"__x64_{name.split('_', 3)[3]}", f"__ia32_{name.split('_', 3)[3]}"} <= names]
    check.ok(not lonely, "what syscall-twin speaks of are entries that nm shows in pairs", lonely)
    for name in ("__x64_sys_setdomainname", "__ia32_sys_setdomainname"):
        check.ok(name in found["syscall-twin"], f"syscall-twin speaks of {name}")
    for name in ("__do_sys_prlimit64", "__x64_sys_prlimit64"):
        check.ok(name not in found["syscall-twin"], f"{name}: one body for all, no twin")


def check_paths(check, found, functions):
    paths = {name for name in found["syscall-compat-path"] if not ENTRY.match(name)}
    check.ok(COMPAT_HELPERS <= paths, "syscall-compat-path knows the helpers of 64-bit programs",
             sorted(COMPAT_HELPERS - paths))
    others = paths - COMPAT_HELPERS
    check.ok(100 * len(others) <= OTHER_HELPERS * functions,
             "syscall-compat-path speaks of few others", sorted(others))
    for name in SILENT:
        check.ok(name not in paths, f"syscall-compat-path is silent about {name}")


def check_folded(check, found):
    missed, wrong = FOLDED - found["inline-folded"], NOT_FOLDED & found["inline-folded"]
    check.ok(not missed, "inline-folded knows functions that left no trace in a caller",
             sorted(missed))
    check.ok(not wrong, "inline-folded leaves out what gcc split or found equal", sorted(wrong))


def main(check):
    kernel = target.kernel(sys.argv[1])
    check.note(f"kernel {kernel.release}")
    found, absent, functions = findings_of(kernel)
    check.ok(functions > 30000, "all functions were tried", str(functions))
    check_shares(check, found, absent, functions)
    check_folded(check, found)
    check_twins(check, kernel, found)
    if kernel.release.startswith("6.1."):
        check_paths(check, found, functions)


tap.run(main)
