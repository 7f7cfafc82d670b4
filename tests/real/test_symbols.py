#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
The kallsyms model and the ftrace locations of a distribution's vmlinux: every name, every position
and every location, against the tables inside vmlinux itself, System.map and nm.

usage: test_symbols.py SERIES, e.g. 6.1
"""

import collections
import os
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support import dump, kallsyms, target, tap
from support.elf import Elf

# Always in System.map, and in kallsyms only since scripts/mksysmap of 6.12 no longer ignores them.
TABLES = {"kallsyms_offsets", "kallsyms_relative_base", "kallsyms_num_syms", "kallsyms_names",
          "kallsyms_markers", "kallsyms_seqs_of_names", "kallsyms_token_table",
          "kallsyms_token_index"}


def read_system_map(path):
    with open(path, encoding="ascii") as file:
        for line in file:
            address, kind, name = line.split()
            yield int(address, 16), kind, name


def by_name(entries):
    found = collections.defaultdict(list)
    for address, name in entries:
        found[name].append(address)
    return found


def differing(found, expected):
    """Names whose list of addresses differs, with both lists."""
    return [f"{name}: {list(map(hex, found.get(name, [])))}, expected "
            f"{list(map(hex, expected.get(name, [])))}"
            for name in sorted(found.keys() | expected.keys())
            if found.get(name) != expected.get(name)]


def check_own_table(check, kernel, image, symbols):
    """The very list the running kernel would search, in its order."""
    expected = [(address, name) for address, _, name in
                kallsyms.symbols(image, kernel.has_option("CONFIG_KALLSYMS_ABSOLUTE_PERCPU"))]
    found = [(symbol.address, symbol.name) for symbol in symbols]
    check.ok(len(expected) > 90000 and found == expected,
             f"the {len(expected)} symbols of the kernel's own kallsyms, in its order",
             [f"{a}, expected {b}" for a, b in zip(found, expected) if a != b]
             + [f"{len(found)} symbols"])


def check_names(check, symbols, system_map):
    symbols = [symbol for symbol in symbols if symbol.name not in TABLES]
    kept = [(address, kind, name) for address, kind, name in system_map
            if name not in TABLES and kind not in "aA"]
    expected = by_name((address, name) for address, _, name in kept)
    found = by_name((symbol.address, symbol.name) for symbol in symbols)
    lines = differing(found, expected)
    check.ok(not lines, f"{len(expected)} names stand at the addresses of System.map, in its order",
             lines)
    check.equal(len(symbols), len(kept), f"{len(kept)} symbols, as in System.map")
    check.same(((symbol.address, symbol.name, symbol.type) for symbol in symbols),
               ((address, name, kind) for address, kind, name in kept),
               "every symbol has the type nm printed")


def check_positions(check, symbols, listing):
    """Positions of every name that is not unique, against `nm -n`."""
    order = collections.defaultdict(list)
    for line in listing.splitlines():
        address, kind, name = line.split()
        if kind not in "aA":
            order[name].append(int(address, 16))
    positions = collections.defaultdict(dict)
    for symbol in symbols:
        positions[symbol.name][symbol.position] = symbol.address
    duplicates = [name for name in positions if len(positions[name]) > 1]
    lines = [f"{name}: {positions[name]}, nm: {order[name]}" for name in duplicates
             if positions[name] != dict(enumerate(order[name], 1))]
    check.ok(len(duplicates) > 500 and not lines,
             f"positions of {len(duplicates)} names that are not unique follow nm -n", lines)


def check_ftrace(check, image, locations, symbols):
    """Against the words between __start_mcount_loc and __stop_mcount_loc."""
    start, stop = (image.symbol(f"__{end}_mcount_loc").value for end in ("start", "stop"))
    words = struct.unpack(f"<{(stop - start) // 8}Q", image.bytes_at(start, stop - start))
    expected = sorted(set(words) - {0})
    check.ok(len(expected) > 30000, f"the kernel's table has {len(expected)} locations")
    check.same(map(hex, locations), map(hex, expected), "ftrace locations are the table's words")
    check.equal(locations, sorted(locations), "and are in ascending order")

    # A location belongs to a symbol if it lies within the function, by the size nm -S prints.
    # klpvet may look further than the first instruction, as the kernel does (ENDBR, BTI).
    sizes = {}
    for symbol in image.symbols:
        if symbol.type == 2 and symbol.section:
            sizes[symbol.value, symbol.name] = symbol.size
    table = set(expected)
    wrong = []
    functions = 0
    for symbol in symbols:
        size = sizes.get((symbol.address, symbol.name))
        if not size:
            continue
        functions += 1
        near = next((offset for offset in (0, 4) if offset < size
                     and symbol.address + offset in table), None)
        if symbol.ftrace != near:
            wrong.append(f"{symbol.name} at {symbol.address:#x}: {symbol.ftrace}, expected {near}")
    check.ok(functions > 40000 and not wrong,
             f"{functions} functions have exactly their own location", wrong)


def main(check):
    kernel = target.kernel(sys.argv[1])
    check.note(f"kernel {kernel.release}")
    index = target.build_index(kernel.tree, f"{target.work_folder()}/{kernel.release}.kvx")
    symbols = list(dump.symbols(index))
    facts = dump.identity(index)
    check.equal(facts["release"], kernel.release, "the release is read from vmlinux")
    build_id = [line.split(": ")[1] for line in
                target.output_of("readelf", "-n", kernel.vmlinux).splitlines()
                if "Build ID" in line]
    check.equal([facts["build-id"]], build_id, "the build-id is the one readelf -n prints")
    image = Elf(kernel.vmlinux)
    check_own_table(check, kernel, image, symbols)
    check_names(check, symbols, list(read_system_map(kernel.system_map)))
    check_positions(check, symbols, target.output_of("nm", "-n", kernel.vmlinux))
    check_ftrace(check, image, dump.ftrace(index), symbols)


tap.run(main)
