#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
Functions, their source places, hot and cold parts, and every inlined copy, of a whole vmlinux
against readelf; a sample against addr2line; structure layouts against pahole.

usage: test_dwarf.py SERIES, e.g. 6.1
"""

import collections
import os
import random
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support import dump, target, tap
from support.dwarf import Dwarf
from support.elf import Elf, STB_LOCAL, STT_FILE, STT_OBJECT

SAMPLE = 600
LONGEST_HEAD = 30  # lines from a function's name to its first statement


def place(source):
    return f"{source[0]} {source[1]}:{source[2]}"


def is_empty(ranges):
    return all(low == high for low, high in ranges)


def state_of(copy, bodies):
    if is_empty(copy.ranges):
        return "empty"
    return "self" if bodies[copy.host].source == copy.source else "real"


def starts_of(copy):
    """Where a copy may be said to begin: where it is entered, or where its first code stands."""
    ranges = [(low, high) for low, high in copy.ranges if low != high]
    entries = {copy.entry} if any(low <= (copy.entry or 0) < high for low, high in ranges) else set()
    return entries | {ranges[0][0]}


def parts_of(body):
    """((address, size), (cold address, cold size)): the compiler lists the hot part first."""
    hot, *cold = [(low, high - low) for low, high in body.ranges]
    assert len(cold) < 2, body
    return hot, cold[0] if cold else (0, 0)


def check_functions(check, functions, bodies):
    expected = set()
    for body in bodies:
        if not is_empty(body.ranges):
            hot, cold = parts_of(body)
            expected.add((*hot, *cold, place(body.source)))
    check.ok(len(expected) > 40000, f"readelf knows {len(expected)} bodies")
    check.same(((function.address, function.size, function.cold_address, function.cold_size,
                 f"{function.source} {function.place}") for function in functions), expected,
               "every body has its place, hot and cold part")


def check_copies(check, copies, functions, reference, bodies):
    """Every inlined instance of every function: what, where, in which function, and its kind."""
    symbol_at = {function.address: function.symbol for function in functions}

    def host_of(copy):
        return symbol_at.get(parts_of(bodies[copy.host])[0][0], "?")

    expected = collections.Counter(
        (place(copy.source), host_of(copy), copy.call_line, state_of(copy, bodies))
        for copy in reference)
    found = collections.Counter(
        (f"{copy.source} {copy.place}", copy.host, copy.call_line, copy.state) for copy in copies)
    for state in ("real", "self", "empty"):
        missing = [f"missing: {key}" for key, count in (expected - found).items()
                   if key[3] == state]
        surplus = [f"not expected: {key}" for key, count in (found - expected).items()
                   if key[3] == state]
        total = sum(count for key, count in expected.items() if key[3] == state)
        check.ok(total > 0 and not missing and not surplus,
                 f"{total} inlined instances of kind {state}, with their hosts and call lines",
                 sorted(missing + surplus))
    found = {(copy.address, f"{copy.source} {copy.place}") for copy in copies
             if copy.state == "real"}
    expected = [{(start, place(copy.source)) for start in starts_of(copy)} for copy in reference
                if state_of(copy, bodies) == "real"]
    wrong = [f"missing: {starts}" for starts in expected if not starts & found]
    wrong += [f"not expected: {start}" for start in found - set().union(*expected)]
    check.ok(not wrong, f"{len(expected)} real copies begin where readelf says", wrong)


def check_symbols_of_functions(check, functions, listing):
    names = collections.defaultdict(set)
    for line in listing.splitlines():
        address, _, name = line.split()
        names[int(address, 16)].add(name)
    wrong = [f"{function.symbol} at {function.address:#x}" for function in functions
             if (function.state == "live" and function.symbol not in names[function.address])
             or (function.state == "dead" and names[function.address])]
    check.ok(not wrong, "bodies carry a symbol nm has at their address, or are marked dead", wrong)


def check_addresses(check, kernel, copies, functions):
    """addr2line has a DWARF reader of its own: it must see the same inlining."""
    pick = random.Random(6)
    chosen = pick.sample([copy for copy in copies if copy.state == "real"], SAMPLE)
    wrong = []
    for copy, chain in zip(chosen, inline_chains(kernel.vmlinux, [c.address for c in chosen])):
        if copy.source not in [name for name, _ in chain]:
            wrong.append(f"{copy}: addr2line has {chain}")
    check.ok(len(wrong) == 0, f"addr2line sees {SAMPLE} sampled copies where klpvet does", wrong)

    # The first line entry of a body is at its declarator or, behind long parameter lists and
    # comments, at its first statement. For functions of headers addr2line names the unit's file.
    chosen = pick.sample([function for function in functions
                          if function.state == "live" and "." not in function.symbol
                          and function.place.startswith(f"{function.unit}:")
                          and not function.place.endswith(":0")], SAMPLE)
    wrong = []
    for function, chain in zip(chosen, inline_chains(kernel.vmlinux,
                                                     [f.address for f in chosen])):
        name, where = chain[-1]
        file, line = where.rsplit(":", 1)
        expected_file, expected_line = function.place.rsplit(":", 1)
        if (name != function.source or not file.endswith(f"/{expected_file}")
                or not 0 <= int(line) - int(expected_line) <= LONGEST_HEAD):
            wrong.append(f"{function}: addr2line has {chain}")
    check.ok(not wrong, f"addr2line has the name, file and line of {SAMPLE} sampled functions",
             wrong)


def inline_chains(image, addresses):
    """[[(function, file:line), ...]] for each address, innermost first."""
    done = subprocess.run(["addr2line", "-a", "-f", "-i", "-e", image], text=True, check=True,
                          input="".join(f"{address:#x}\n" for address in addresses),
                          stdout=subprocess.PIPE)
    chains = []
    name = None
    for line in done.stdout.splitlines():
        if re.fullmatch("0x[0-9a-f]{16}", line):
            chains.append([])
            name = None
        elif name is None:
            name = line
        else:
            chains[-1].append((name, re.sub(r" \(discriminator.*", "", line)))
            name = None
    return chains


def check_layouts(check, kernel, facts):
    """Sizes and offsets of the livepatch structures, as pahole prints them."""
    expected = {}
    for structure in ("klp_func", "klp_object", "klp_patch", "klp_state", "klp_callbacks"):
        text = target.output_of("pahole", "-F", "btf", "-C", structure, kernel.vmlinux)
        expected[structure] = re.search(r"/\* size: (\d+)", text).group(1)
        # "	type   name;   /*  offset  size */", or "(*name)(arguments);" for functions
        for name, function, offset in re.findall(
                r"^\t[^/\n]*?(?:\b(\w+)|\(\*(\w+)\)\(.*\))(?:\[\d+\])*; +/\* +(\d+)", text,
                re.MULTILINE):
            expected[f"{structure}.{name or function}"] = offset
    found = {name: value for name, value in facts.items() if name.startswith("klp_")}
    check.ok(len(found) == 20, "the index knows the livepatch structures", str(found))
    for name, value in found.items():
        check.equal(value, expected.get(name), f"{name} is as pahole prints it")
    text = target.output_of("pahole", "-F", "btf", "-C", "kallsym_iter", kernel.vmlinux)
    for member, fact in (("name", "ksym-name-len"), ("module_name", "module-name-len")):
        size = re.search(rf"char +{member}\[(\d+)\]", text).group(1)
        check.equal(facts.get(fact), size, f"kallsym_iter.{member} has the size pahole prints")


def check_variables(check, kernel, index):
    """Static variables stand behind their file (STT_FILE) in the symbol table."""
    files, file = {}, None
    for symbol in Elf(kernel.vmlinux).symbols:
        if symbol.type == STT_FILE:
            file = symbol.name
        elif symbol.binding == STB_LOCAL and symbol.type == STT_OBJECT and symbol.section:
            files[symbol.name, symbol.value] = file
    found = {(name, int(address, 16)): os.path.basename(path)
             for name, address, path in dump.records(index, "variables")}
    wrong = [f"{name}: {file}, expected {files.get((name, address))}"
             for (name, address), file in found.items() if files.get((name, address)) != file]
    check.ok(len(found) > 15000 and not wrong, f"{len(found)} static variables are in their files",
             wrong)
    # What stands in functions has a number, what macros and assembly define often begins with "__".
    lines = [line.split() for line in target.output_of("nm", "-S", kernel.vmlinux).splitlines()]
    writable = {line[-1] for line in lines if len(line) == 4 and line[2] in "db"
                and line[-1].isidentifier() and not line[-1].startswith("__")}
    lacking = writable - {name for name, _ in found}
    check.ok(len(lacking) < len(writable) / 50, "nearly all that nm calls writable are known",
             sorted(lacking))


def main(check):
    kernel = target.kernel(sys.argv[1])
    check.note(f"kernel {kernel.release}")
    index = target.build_index(kernel.tree, f"{target.work_folder()}/{kernel.release}.dwarf.kvx")
    facts = dump.identity(index)
    check.equal(facts["dwarf"], "yes", "the index is complete")
    functions = list(dump.functions(index))
    copies = list(dump.copies(index))
    reference = Dwarf(kernel.vmlinux)
    bodies = reference.bodies()
    check_functions(check, functions, bodies)
    check_copies(check, copies, functions, reference.copies(), bodies)
    check_symbols_of_functions(check, functions, target.output_of("nm", kernel.vmlinux))
    check_addresses(check, kernel, copies, functions)
    check_layouts(check, kernel, facts)
    check_variables(check, kernel, index)


tap.run(main)
