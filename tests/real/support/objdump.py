# SPDX-License-Identifier: GPL-2.0-or-later
"""Branches of machine code as objdump decodes them, and the functions that symbols say it has."""

import bisect
import re
import subprocess
from collections import namedtuple

Branch = namedtuple("Branch", "site kind target")  # target: a number, a symbol's name, or None
Function = namedtuple("Function", "address end name")

# An instruction that may leave its function. Its operand is followed by <symbol+offset>.
_LINE = re.compile(r"^ *([0-9a-f]+):\t(?:(?:cs|ds|bnd|notrack|rex\S*|data16|addr32) )*"
                   r"(call|l?jmp|j[a-z]+)(?:,p[nt])?q? +(\S+)(?: <([^>]+)>)?")
_RELOCATION = re.compile(r"^\t+([0-9a-f]+): R_X86_64_(PC32|PLT32)\t(\S+?)([+-]0x[0-9a-f]+)?$")
_SECTION = re.compile(r"^Disassembly of section (\S+):$")
_COLD = re.compile(r"\.cold(\.\d+)?$")
_THUNK = re.compile(r"__x86_indirect_[^+]*$")
_RETURN = re.compile(r"(__x86_return_\w+|\w+_return_thunk)$")

SHF_EXECINSTR = 4
STT_NOTYPE, STT_FUNC = 0, 2


def _lines(path, *options):
    command = ["objdump", "-d", "--no-show-raw-insn", *options, path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as objdump:
        yield from objdump.stdout
    assert objdump.returncode == 0, " ".join(command)


def _kind(mnemonic, operand, symbol):
    call = mnemonic == "call"
    if operand.startswith("*") or (symbol and _THUNK.match(symbol)):
        return "indirect" if call else "indirect-tail"
    return "call" if call else "tail" if mnemonic.endswith("jmp") else "tail-conditional"


def _is_no_edge(symbol):
    """Returns through a thunk, and the call that ftrace patches."""
    return symbol == "__fentry__" or bool(_RETURN.match(symbol))


def branches(path, section, ends):
    """
    Every call and jump of @section of the linked file @path, but returns and tracing. @ends gets
    the address behind each: {site: address}.
    """
    site = None
    for line in _lines(path, "-j", section):
        address, colon, _ = line.partition(":\t")
        if colon and site is not None:
            ends[site] = int(address, 16)
            site = None
        found = _LINE.match(line)
        if not found or (found[4] and _is_no_edge(found[4])):
            continue
        site, kind = int(found[1], 16), _kind(*found.groups()[1:])
        yield Branch(site, kind, None if kind.startswith("indirect") else int(found[3], 16))


def relocated_branches(path):
    """The same of a .ko: {section: [Branch]}, where a target may be (symbol, addend)."""
    found, section, fresh = {}, None, False
    for line in _lines(path, "-r"):
        if head := _SECTION.match(line):
            section, fresh = found.setdefault(head[1], []), False
        elif branch := _LINE.match(line):
            kind = _kind(*branch.groups()[1:])
            target = None if kind.startswith("indirect") else int(branch[3], 16)
            section.append(Branch(int(branch[1], 16), kind, target))
            fresh = target is not None
        elif (relocation := _RELOCATION.match(line)) and fresh:
            _relocate(section, relocation[3], int(relocation[4] or "0", 16))
            fresh = False
        elif not line.startswith("\t"):
            fresh = False
    return found


def _relocate(section, symbol, addend):
    """Gives the last branch the target of its relocation, which counts from four bytes behind."""
    site, kind, _ = section.pop()
    if _is_no_edge(symbol):
        return
    if _THUNK.match(symbol):
        section.append(Branch(site, "indirect" if kind == "call" else "indirect-tail", None))
    else:
        section.append(Branch(site, kind, (symbol, addend + 4)))


class Functions:
    """What symbols say where functions are; labels inside of one are none."""

    def __init__(self, elf, address_of=lambda section: 0):
        code = {section.index: address_of(section.index) + section.address + section.size
                for section in elf.sections if section.flags & SHF_EXECINSTR}
        ends, limits, names = {}, {}, {}
        for symbol in elf.symbols:
            if symbol.section not in code or symbol.type not in (STT_NOTYPE, STT_FUNC):
                continue
            if not symbol.name or symbol.name.startswith((".L", "__pfx_", "__cfi_")):
                continue
            address = symbol.value + address_of(symbol.section)
            function = symbol.type == STT_FUNC
            names.setdefault(address, []).append((not function, symbol.name))
            limits[address] = code[symbol.section]
            if function and symbol.size:
                ends[address] = max(ends.get(address, 0), address + symbol.size)
        self._list = self._make(names, ends, limits)
        self._starts = [function.address for function in self._list]

    @staticmethod
    def _make(names, ends, limits):
        made, reach = [], 0
        places = sorted(names)
        for i, address in enumerate(places):
            is_label = min(names[address])[0]
            following = places[i + 1] if i + 1 < len(places) else address + (1 << 20)
            if is_label and address < reach:
                continue
            end = min(ends.get(address, following), limits[address])
            if made and made[-1].end > address:
                made[-1] = made[-1]._replace(end=address)
            if end > address:
                made.append(Function(address, end, min(names[address])[1]))
            reach = max(reach, ends.get(address, 0))
        return made

    def around(self, address):
        """The function that holds @address, or None."""
        at = bisect.bisect_right(self._starts, address) - 1
        return self._list[at] if at >= 0 and address < self._list[at].end else None


def family(function):
    """What the hot and the cold part of a function have in common."""
    return _COLD.sub("", function.name)
