#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
Modules as the objects of livepatches: positions in the order of their own symbol table, ftrace
locations as __mcount_loc relocates them, functions and inlined copies as readelf sees them.

usage: test_module_objects.py SERIES MODULE...
"""

import collections
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support import dump, target, tap
from support.dwarf import Dwarf
from support.elf import Elf, SHF_ALLOC, SHN_UNDEF


def symtab_order(path):
    """[(name, section number, value, type)] of the defined symbols, as readelf -s lists them."""
    for line in target.output_of("readelf", "-sW", path).splitlines():
        field = line.split()
        if len(field) == 8 and field[0][:-1].isdigit() and field[6].isdigit():
            yield field[7], int(field[6]), int(field[1], 16), field[3]


def check_positions(check, module, image, symbols, listing):
    """The kernel counts a module's symbols in .symtab order (kernel/module/kallsyms.c)."""
    order = collections.defaultdict(list)
    for name, section, value, kind in listing:
        if kind != "SECTION":
            order[name].append((section, value))
    bases = {}
    places = collections.defaultdict(dict)
    for symbol in symbols:
        places[symbol.name][symbol.position] = symbol.address
    wrong = []
    for name, expected in order.items():
        found = places.get(name, {})
        if sorted(found) != list(range(1, len(expected) + 1)):
            wrong.append(f"{name}: {len(found)} positions, expected {len(expected)}")
            continue
        for position, (section, value) in enumerate(expected, 1):
            if not image.sections[section].flags & SHF_ALLOC:
                continue
            base = bases.setdefault(section, found[position] - value)
            if found[position] - base != value:
                wrong.append(f"{name},{position}: not at {value:#x} of section {section}")
    duplicates = sum(len(entry) > 1 for entry in order.values())
    check.ok(not wrong, f"{module}: {len(order)} names ({duplicates} not unique) stand at their "
             f"positions in .symtab", wrong)
    check.same(places, order, f"{module}: names")
    return bases


def check_core(check, module, image, symbols, listing):
    """
    What remains in kallsyms after the module's init: is_core_symbol() of kernel/module/kallsyms.c;
    rewrite_section_headers() of kernel/module/main.c does not load .modinfo and __versions.
    """
    expected = collections.Counter(
        name for name, section, _, kind in listing if kind != "SECTION"
        and image.sections[section].flags & SHF_ALLOC
        and image.sections[section].name not in (".modinfo", "__versions")
        and not image.sections[section].name.startswith(".init"))
    found = collections.Counter(symbol.name for symbol in symbols if "c" in symbol.flags)
    check.ok(found == expected, f"{module}: {sum(expected.values())} symbols stay after init",
             [str(item) for item in ((found - expected) + (expected - found)).items()])


def check_ftrace(check, module, image, bases, locations):
    section = image.section("__mcount_loc")
    expected = set()
    for relocation in image.relocations(section):
        symbol = image.symbols[relocation.symbol]
        assert symbol.section != SHN_UNDEF
        expected.add(bases.get(symbol.section, 0) + symbol.value + relocation.addend)
    check.same(map(hex, locations), map(hex, expected),
               f"{module}: ftrace locations are the relocations of __mcount_loc")


def check_copies(check, module, path, index):
    """In a module readelf prints offsets in sections: compared is what does not depend on them."""
    reference = Dwarf(path)
    bodies = reference.bodies()

    def state(copy):
        if all(low == high for low, high in copy.ranges):
            return "empty"
        return "self" if bodies[copy.host].source == copy.source else "real"

    expected = collections.Counter(
        (copy.source[0], copy.source[2], bodies[copy.host].source[0], copy.call_line, state(copy))
        for copy in reference.copies())
    functions = list(dump.functions(index))
    source_of = {function.symbol: function.source for function in functions}
    found = collections.Counter(
        (copy.source, int(copy.place.rsplit(":", 1)[1]), source_of[copy.host], copy.call_line,
         copy.state) for copy in dump.copies(index))
    lines = [f"missing: {key}" for key in (expected - found)]
    lines += [f"not expected: {key}" for key in (found - expected)]
    check.ok(expected and not lines,
             f"{module}: {sum(expected.values())} inlined instances with their hosts", sorted(lines))
    expected = collections.Counter((body.source[0], body.source[2]) for body in bodies)
    found = collections.Counter((function.source, int(function.place.rsplit(":", 1)[1]))
                                for function in functions)
    check.ok(found == expected, f"{module}: {len(bodies)} bodies",
             [str(item) for item in ((found - expected) + (expected - found)).items()])


def main(check):
    kernel = target.kernel(sys.argv[1])
    check.note(f"kernel {kernel.release}")
    for module in sys.argv[2:]:
        path, index = target.module_index(kernel, module)
        image = Elf(path)
        symbols = list(dump.symbols(index))
        listing = list(symtab_order(path))
        bases = check_positions(check, module, image, symbols, listing)
        check_core(check, module, image, symbols, listing)
        check_ftrace(check, module, image, bases, dump.ftrace(index))
        check_copies(check, module, path, index)


tap.run(main)
