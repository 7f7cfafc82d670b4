# SPDX-License-Identifier: GPL-2.0-or-later
"""
Functions and inlined copies of an image as binutils' readelf sees them.

readelf prints every debugging entry; dies.awk condenses that. Two things it does not print whole
are read here: the range lists (DWARF 5, section 2.17.3) and, from its listing of the line tables,
the file names.
"""

import os
import posixpath
import re
import subprocess
from collections import namedtuple

from .elf import Elf

Body = namedtuple("Body", "offset source ranges")
Copy = namedtuple("Copy", "source host ranges call_line entry")
# A call: the address behind it, the name of what is called (None: through a pointer), and the source
# function that it is written in.
Call = namedtuple("Call", "back callee source")


def _uleb(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7f) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def _range_list(data, at, base):
    """Decodes the list at offset @at of .debug_rnglists, for the entry kinds compilers write."""
    ranges = []
    while True:
        kind = data[at]
        at += 1
        if kind == 0:  # DW_RLE_end_of_list
            return ranges
        if kind == 4:  # DW_RLE_offset_pair
            low, at = _uleb(data, at)
            high, at = _uleb(data, at)
            ranges.append((base + low, base + high))
        elif kind == 5:  # DW_RLE_base_address
            base = int.from_bytes(data[at:at + 8], "little")
            at += 8
        elif kind == 6:  # DW_RLE_start_end
            low, high = (int.from_bytes(data[at + i:at + i + 8], "little") for i in (0, 8))
            at += 16
            ranges.append((low, high))
        elif kind == 7:  # DW_RLE_start_length
            low = int.from_bytes(data[at:at + 8], "little")
            size, at = _uleb(data, at + 8)
            ranges.append((low, low + size))
        else:
            raise ValueError(f"range list entry kind {kind}")


def _file_tables(path):
    """{offset in .debug_line: [file path relative to the compilation directory]}"""
    # The statements of the tables are by far the most lines: they are dropped before Python.
    listing = subprocess.run(
        f"readelf --debug-dump=rawline {path!r} 2>/dev/null |"
        r" LC_ALL=C grep -aE '^  Offset: |Directory Table|File Name Table|^  [0-9]+\s.*\): '",
        shell=True, text=True, stdout=subprocess.PIPE, check=True).stdout
    tables, directories, files, target = {}, [], [], None
    for line in listing.splitlines():
        if line.startswith("  Offset:"):
            directories, files = [], []
            tables[int(line.split()[1], 0)] = files
        elif "Directory Table" in line:
            target = directories
        elif "File Name Table" in line:
            target = files
        elif target is directories:
            directories.append(line.rsplit("): ", 1)[1])
        else:
            directory = int(line.split()[1])
            name = line.rsplit("): ", 1)[1]
            place = "" if directory == 0 else directories[directory]
            files.append(posixpath.normpath(posixpath.join(place, name)))
    return tables


class Dwarf:
    """Bodies and copies; a source is (name, file, line)."""

    def __init__(self, path):
        self.path = path
        self._files = _file_tables(path)
        section = Elf(path)
        lists = section.section(".debug_rnglists")
        self._lists = section.content(lists) if lists else b""
        self._roots = {}      # DIE: (name, file number, line, its unit, origin)
        self._bodies = []     # (DIE, ranges)
        self._inlined = []    # (origin DIE, position in _bodies, ranges, call line, entry)
        self._calls = []      # (address behind it, callee DIE or "-", DIE it is written in)
        self._read()

    def _read(self):
        script = os.path.join(os.path.dirname(__file__), "dies.awk")
        process = subprocess.Popen(
            f"readelf --debug-dump=info {self.path!r} 2>/dev/null | LC_ALL=C awk -f {script!r}",
            shell=True, text=True, stdout=subprocess.PIPE)
        base, unit = 0, None
        host, host_depth = None, 0
        around = []  # (depth, DIE) of the body and what is inlined, outermost first
        for line in process.stdout:
            field = line.rstrip("\n").split("\t")
            if field[0] == "unit":
                base = 0 if field[3] == "-" else int(field[3], 0)
                unit = (field[2], None if field[4] == "-" else int(field[4], 0))
                host = None
            elif field[0] == "subprogram":
                (offset, depth, name, file, line_number, origin, low, high, ranges, _,
                 declaration) = field[1:]
                depth = int(depth)
                if host is not None and depth <= host_depth:
                    host = None
                self._roots[offset] = (name, file, line_number, unit, origin)
                where = self._ranges(low, high, ranges, base)
                if where and declaration == "-":
                    if host is None:
                        host, host_depth = len(self._bodies), depth
                        around = []
                    around.append((depth, offset))
                    self._bodies.append((offset, where))
            elif host is None or int(field[2]) <= host_depth:
                continue  # part of an abstract function: no code
            elif field[0] in ("block", "call"):
                while around[-1][0] >= int(field[2]):
                    around.pop()
                if field[0] == "call":
                    self._calls.append((int(field[3], 0), field[4], around[-1][1]))
            else:
                depth, origin, low, high, ranges, call, entry = field[2:]
                while around[-1][0] >= int(depth):
                    around.pop()
                around.append((int(depth), origin))
                where = self._ranges(low, high, ranges, base)
                if where is not None:
                    self._inlined.append((origin, host, where, 0 if call == "-" else int(call),
                                          None if entry == "-" else int(entry, 0)))
        assert process.wait() == 0, f"readelf of {self.path} failed"

    def _ranges(self, low, high, ranges, base):
        if ranges != "-":
            return _range_list(self._lists, int(ranges, 0), base)
        if low != "-" and high != "-":
            return [(int(low, 0), int(low, 0) + int(high, 0))]
        return None

    def source(self, die):
        """The (name, file, line) at the end of the chain of origins."""
        name = file = line = "-"
        unit = self._roots[die][3]
        for _ in range(16):
            this_name, this_file, this_line, this_unit, origin = self._roots[die]
            if name == "-":
                name = this_name
            if line == "-" and this_line != "-":
                line, file, unit = this_line, this_file, this_unit
            if origin == "-":
                break
            die = origin
        return name, self._file(unit, file), 0 if line == "-" else int(line)

    def _file(self, unit, number):
        """Assembly has no DW_AT_decl_file: then it is the unit's own file."""
        name, statements = unit
        if number == "-":
            return posixpath.normpath(re.sub("^/build/[^/]+/linux-[^/]+/", "", name))
        return self._files[statements][int(number.split()[0], 0)]

    def bodies(self):
        return [Body(offset, self.source(offset), ranges) for offset, ranges in self._bodies]

    def calls(self):
        """Every call of every body that the compiler has written down."""
        for back, callee, die in self._calls:
            yield Call(back, None if callee == "-" else self.source(callee)[0], self.source(die))

    def copies(self):
        """Every inlined instance; host is a position in bodies()."""
        return [Copy(self.source(origin), host, ranges, call, entry)
                for origin, host, ranges, call, entry in self._inlined]
