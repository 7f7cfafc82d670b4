#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
The signatures of all functions of a vmlinux against those of its BTF, which pahole made.

usage: test_signatures.py SERIES, e.g. 6.1
"""

import os
import sys
from collections import defaultdict

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support import dump, target, tap
from support.btf import Prototypes

# How often each form of a value stands in what is compared, at least.
FORMS = {"v": 5000, "b": 1000, "c": 20, "i4": 20000, "i8": 3000, "u1": 500, "u2": 300, "u4": 5000,
         "u8": 5000, "e4": 500, "p": 10000, "p:": 20000, "s": 50, "...": 50}


def form_of(value):
    if value.startswith(("p:", "s")):
        return value[:2] if value[0] == "p" else "s"
    return value


def values_of(signature):
    result, _, rest = signature.partition("(")
    return [result, *[value for value in rest[:-1].split(",") if value]]


def main(check):
    kernel = target.kernel(sys.argv[1])
    known = Prototypes(kernel.vmlinux).signatures
    if not known:
        raise tap.Skip(f"the vmlinux of {kernel.release} has no .BTF")
    index = target.build_index(kernel.tree, f"{target.work_folder()}/{kernel.release}.signatures.kvx")
    found, unknown = defaultdict(list), []
    for source in dump.sources(index):
        found[source.name].append(source)
        # Assembly includes headers, too.
        if source.bodies and not source.signature and source.place.partition(":")[0].endswith(".c"):
            unknown.append(source.name)
    # pahole keeps one function of a name, or none where their prototypes differ.
    compared = {name: {sources[0].signature} for name, sources in found.items()
                if len(sources) == 1 and sources[0].signature and len(known.get(name, ())) == 1}
    wrong = [f"{name}: {sorted(signatures)[0]}, BTF has {sorted(known[name])[0]}"
             for name, signatures in sorted(compared.items()) if signatures != known[name]]
    check.ok(len(compared) > 30000, f"BTF has {len(compared)} functions to compare")
    check.ok(not wrong, "their signatures are the same", wrong)

    count = defaultdict(int)
    for signatures in compared.values():
        for value in values_of(next(iter(signatures))):
            count[form_of(value)] += 1
    rare = [f"{form}: {count[form]}" for form, least in FORMS.items() if count[form] < least]
    check.ok(not rare, "every form of a value is among them", rare)
    check.ok(not unknown, "only functions in assembly have none", unknown)


tap.run(main)
