#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
Gives a module the livepatch relocations that it asks for by the names of its undefined symbols.

usage: convert.py MODULE.ko...

".klp.sym.rela.OBJECT.WHERE.NAME,POSITION" is symbol NAME of WHERE, and what refers to it is to be
relocated when OBJECT is patched. The symbol becomes ".klp.sym.WHERE.NAME,POSITION" of the section
index SHN_LIVEPATCH, and its relocations move to the section ".klp.rela.OBJECT.SECTION"
(Documentation/livepatch/module-elf-format.rst). Does nothing to a module without such symbols.
"""

import re
import struct
import sys
from collections import namedtuple

SHT_SYMTAB, SHT_RELA, SHN_UNDEF = 2, 4, 0
SHF_ALLOC, SHF_INFO_LINK = 0x2, 0x40
SHF_RELA_LIVEPATCH, SHN_LIVEPATCH = 0x00100000, 0xff20

HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
SECTION = struct.Struct("<IIQQQQIIQQ")
SYMBOL = struct.Struct("<IBBHQQ")
RELA = struct.Struct("<QQq")
Section = namedtuple("Section", "name type flags address offset size link info align entsize")

WANTED = re.compile(rb"\.klp\.sym\.rela\.([^.]+)\.([^.]+\..+,\d+)$")


class ConvertError(Exception):
    """A file that is no module for x86-64, or a damaged one."""


def _string(table, offset):
    end = table.find(b"\0", offset)
    if offset >= len(table) or end < 0:
        raise ConvertError(f"a name at {offset:#x} lies outside its string table")
    return table[offset:end]


class Module:
    """The parts of a module that change; what is added stands at the end of the file."""

    def __init__(self, content):
        self.data = bytearray(content)
        if len(content) < HEADER.size or content[:6] != b"\x7fELF\x02\x01":
            raise ConvertError("not a 64-bit little-endian ELF file")
        self.header = list(HEADER.unpack_from(content))
        offset, count, self.names = self.header[6], self.header[12], self.header[13]
        if offset + count * SECTION.size > len(content) or self.names >= count:
            raise ConvertError("the section headers do not lie inside the file")
        self.sections = [Section(*SECTION.unpack_from(content, offset + index * SECTION.size))
                         for index in range(count)]
        tables = [section for section in self.sections if section.type == SHT_SYMTAB]
        if len(tables) != 1:
            raise ConvertError(f"{len(tables)} symbol tables, expected one")
        self.symtab = self.sections.index(tables[0])

    def content(self, index):
        section = self.sections[index]
        return bytes(self.data[section.offset:section.offset + section.size])

    def replace(self, index, content):
        """New content of a section: in its place, or at the end if it has grown."""
        section = self.sections[index]
        offset = section.offset
        if len(content) > section.size:
            offset = self._append(content, section.align)
        else:
            self.data[offset:offset + len(content)] = content
        self.sections[index] = section._replace(offset=offset, size=len(content))

    def add_string(self, index, text):
        """The offset of @text, which becomes the last string of a table."""
        table = self.content(index)
        self.replace(index, table + text + b"\0")
        return len(table)

    def add_section(self, name, section, content):
        name = self.add_string(self.names, name)
        offset = self._append(content, section.align)
        self.sections.append(section._replace(name=name, offset=offset, size=len(content)))

    def name(self, index):
        return _string(self.content(self.names), self.sections[index].name)

    def find(self, name):
        """The number of a section."""
        for index in range(len(self.sections)):
            if self.name(index) == name:
                return index
        raise ConvertError(f"no section {name.decode()}")

    def rename(self, index, name):
        name = self.add_string(self.names, name)
        self.sections[index] = self.sections[index]._replace(name=name)

    def bytes(self):
        headers = b"".join(SECTION.pack(*section) for section in self.sections)
        self.header[6] = self._append(headers, 8)
        self.header[12] = len(self.sections)
        self.data[:HEADER.size] = HEADER.pack(*self.header)
        return bytes(self.data)

    def _append(self, content, align):
        self.data += bytes(-len(self.data) % max(align, 1))
        offset = len(self.data)
        self.data += content
        return offset


def _convert_symbols(module):
    """Renames the symbols; returns the object of each, {index: object}."""
    strings = module.sections[module.symtab].link
    symbols = [list(symbol) for symbol in SYMBOL.iter_unpack(module.content(module.symtab))]
    objects, names = {}, module.content(strings)
    for index, symbol in enumerate(symbols):
        wanted = WANTED.match(_string(names, symbol[0]))
        if wanted and symbol[3] == SHN_UNDEF:
            objects[index] = wanted[1]
            symbol[0] = module.add_string(strings, b".klp.sym." + wanted[2])
            symbol[3] = SHN_LIVEPATCH
    module.replace(module.symtab, b"".join(SYMBOL.pack(*symbol) for symbol in symbols))
    return objects


def _move_relocations(module, index, objects):
    """Leaves in section @index what does not refer to symbols of @objects."""
    kept, moved = [], {}
    for relocation in RELA.iter_unpack(module.content(index)):
        name = objects.get(relocation[1] >> 32)
        (moved.setdefault(name, []) if name else kept).append(RELA.pack(*relocation))
    if not moved:
        return
    section = module.sections[index]
    target = module.name(section.info)
    module.replace(index, b"".join(kept))
    for name, relocations in sorted(moved.items()):
        module.add_section(b".klp.rela." + name + b"." + target, section._replace(
            flags=SHF_ALLOC | SHF_INFO_LINK | SHF_RELA_LIVEPATCH), b"".join(relocations))


def convert(content):
    """The bytes of the module after the conversion; @content itself if there is nothing to do."""
    module = Module(content)
    objects = _convert_symbols(module)
    if not objects:
        return content
    for index in range(len(module.sections)):
        if module.sections[index].type == SHT_RELA:
            _move_relocations(module, index, objects)
    return module.bytes()


def convert_file(path):
    """Converts a file in place."""
    with open(path, "rb") as file:
        content = file.read()
    try:
        converted = convert(content)
    except (ConvertError, struct.error) as error:
        raise ConvertError(f"{path}: {error}") from error
    if converted != content:
        with open(path, "wb") as file:
            file.write(converted)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__.strip())
    for path in sys.argv[1:]:
        try:
            convert_file(path)
        except (OSError, ConvertError) as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main()
