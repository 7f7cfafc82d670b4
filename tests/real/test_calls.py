#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
Call edges of a whole vmlinux and of modules: every call, and every jump that leaves its function,
against objdump's decoding and nm's functions; what is called and which source function calls it
against the call sites that readelf sees in the debug information.

usage: test_calls.py SERIES MODULE...
"""

import collections
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support import dump, objdump, target, tap
from support.dwarf import Dwarf
from support.elf import Elf, SHF_ALLOC, SHN_UNDEF

# What the compiler calls a function of its own accord has another name in the debug information.
BUILTIN = ("__builtin_", "__real_")
# The share of calls of which debug information and machine code say the same, and that have the
# same source function: the rest are calls in assembly statements and of other names for one thing.
AGREEMENT, SOURCES = 0.99, 0.999


def leaves(branch, here, there):
    """Whether a branch between these functions is an edge: a call of itself is, a loop is not."""
    if objdump.family(there) != objdump.family(here):
        return True
    return branch.kind == "call" and branch.target == there.address


def executable_sections(elf):
    return [section for section in elf.sections
            if section.flags & objdump.SHF_EXECINSTR and section.flags & SHF_ALLOC]


class Sections:
    """Which section an address is in."""

    def __init__(self, elf, base_of=lambda section: section.address):
        self._sections = [(base_of(section), section) for section in executable_sections(elf)]

    def around(self, address):
        return next((section.name for base, section in self._sections
                     if base <= address < base + section.size), "nothing")


def expected_edges(branches, functions, sections):
    """{site: (kind, function or name)}, and how many branches are no edge, by what they meet."""
    edges, left_out = {}, collections.Counter()
    for branch in branches:
        here = functions.around(branch.site)
        if not here:
            left_out[f"stand in {sections.around(branch.site)} without a symbol"] += 1
        elif not isinstance(branch.target, int):
            edges[branch.site] = branch.kind, branch.target
        elif not (there := functions.around(branch.target)):
            left_out[f"lead to {sections.around(branch.target)} without a symbol"] += 1
        elif leaves(branch, here, there):
            edges[branch.site] = branch.kind, there.address
    return edges, left_out


def found_edges(calls):
    return {call.site: (call.kind, call.callee if call.callee_address is None
                        else call.callee_address) for call in calls}


def check_edges(check, what, calls, branches, functions, sections):
    """
    Left out are branches of code without a symbol: the bodies of overridden weak functions, which
    nothing reaches, local labels behind the end of functions in assembly, and what alternatives of
    arch/x86 jump to or are made of (.altinstr_aux, .altinstr_replacement).
    """
    expected, left_out = expected_edges(branches, functions, sections)
    check.same(found_edges(calls).items(), expected.items(),
               f"{what}: every edge is the one that objdump decodes")
    plain = sum(count for reason, count in left_out.items() if ".altinstr_" not in reason)
    check.ok(plain < 0.001 * len(expected) + 1,
             f"{what}: {plain} branches of code without a symbol are left out",
             [str(item) for item in left_out.items()])
    for reason, count in sorted(left_out.items()):
        check.show(f"{what}: {count} branches {reason}")


def plain_name(name):
    for prefix in BUILTIN:
        name = name.removeprefix(prefix)
    return name.split(".")[0]


def check_debug_information(check, what, calls, ends, dwarf, aliases):
    """@ends: {site: address behind the instruction}."""
    sites = {call.back: call for call in dwarf.calls()}
    same_callee = same_source = direct = known = 0
    different = []
    for call in calls:
        site = sites.get(ends.get(call.site))
        if not site:
            continue
        known += 1
        if (site.source[0], f"{site.source[1]}:{site.source[2]}") == (call.source, call.place):
            same_source += 1
        else:
            different.append(f"{call.site:#x} in {call.caller}: {call.source} {call.place}, "
                             f"readelf has {site.source}")
        if site.callee and call.callee and call.kind != "indirect":
            direct += 1
            names = {plain_name(name) for name in aliases.get(call.callee_address, [call.callee])}
            same_callee += plain_name(site.callee) in names
    check.ok(direct > 0 and same_callee / direct >= AGREEMENT,
             f"{what}: debug information has the same callee for {same_callee} of {direct} calls")
    check.ok(known > 0 and same_source / known >= SOURCES,
             f"{what}: debug information has the same source function for {same_source} of "
             f"{known} calls", different)
    check.show(f"{what}: debug information agrees on {100 * same_callee / direct:.2f} % of callees "
               f"and {100 * same_source / known:.2f} % of source functions")


def names_by_address(index):
    names = collections.defaultdict(list)
    for symbol in dump.symbols(index):
        names[symbol.address].append(symbol.name)
    return names


def check_vmlinux(check, kernel):
    index = target.build_index(kernel.vmlinux, os.path.join(target.work_folder(),
                                                          f"calls-{kernel.release}.kvx"))
    elf = Elf(kernel.vmlinux)
    functions = objdump.Functions(elf)
    calls = list(dump.calls(index))
    branches, ends = [], {}
    for section in executable_sections(elf):
        branches += objdump.branches(kernel.vmlinux, section.name, ends)
    check.ok(len(calls) > 150000, f"vmlinux: {len(calls)} edges")
    check_edges(check, "vmlinux", calls, branches, functions, Sections(elf))
    check_debug_information(check, "vmlinux", calls, ends, Dwarf(kernel.vmlinux),
                            names_by_address(index))


def layout_of(elf, symbols):
    """
    Where the index has put each section of a module, as its symbols show; one without symbols gets
    a place of its own far away.
    """
    count = collections.Counter(symbol.name for symbol in elf.symbols)
    address = {symbol.name: symbol.address for symbol in symbols}
    bases = {section.index: section.index << 40 for section in elf.sections}
    bases.update({symbol.section: address[symbol.name] - symbol.value for symbol in elf.symbols
                  if count[symbol.name] == 1 and symbol.name in address
                  and 0 < symbol.section < len(elf.sections)})
    return bases


def laid_out(elf, bases, path):
    """The branches of a module at the addresses that the index gives them."""
    symbols = {symbol.name: symbol for symbol in elf.symbols if symbol.section != SHN_UNDEF}
    number = {section.name: section.index for section in elf.sections}

    def place(where, base):
        if isinstance(where, int):
            return base + where
        if where is None:
            return None
        name, addend = where
        if name in number:
            return bases[number[name]] + addend
        if name in symbols:
            return bases[symbols[name].section] + symbols[name].value + addend
        return name

    branches = []
    for name, found in objdump.relocated_branches(path).items():
        base = bases[number[name]]
        branches += [objdump.Branch(base + branch.site, branch.kind, place(branch.target, base))
                     for branch in found]
    return branches


def check_module(check, kernel, name):
    path, index = target.module_index(kernel, name)
    elf = Elf(path)
    bases = layout_of(elf, dump.symbols(index))
    calls = list(dump.calls(index))
    branches = laid_out(elf, bases, path)
    functions = objdump.Functions(elf, bases.get)
    check.ok(len(calls) > 1000, f"{name}: {len(calls)} edges")
    check_edges(check, name, calls, branches, functions,
                Sections(elf, lambda section: bases[section.index]))


def main(check):
    kernel = target.kernel(sys.argv[1])
    for name in sys.argv[2:]:
        check_module(check, kernel, name)
    check_vmlinux(check, kernel)


tap.run(main)
