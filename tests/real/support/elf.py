# SPDX-License-Identifier: GPL-2.0-or-later
"""A small reader of 64-bit little-endian ELF files, independent of the one under test."""

import mmap
import struct
from collections import namedtuple

Section = namedtuple("Section", "index name type flags address offset size link info entry_size")
Symbol = namedtuple("Symbol", "index name value size section type binding")
Relocation = namedtuple("Relocation", "offset type symbol addend")

SHT_RELA = 4
SHT_NOBITS = 8
SHF_ALLOC = 2
SHN_UNDEF = 0
STT_OBJECT = 1
STT_FUNC = 2
STT_FILE = 4
STB_LOCAL = 0


class Elf:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        assert self.data[:6] == b"\x7fELF\x02\x01", f"{path}: not a 64-bit little-endian ELF file"
        table, = struct.unpack_from("<Q", self.data, 0x28)
        size, count, names = struct.unpack_from("<HHH", self.data, 0x3a)
        raw = [struct.unpack_from("<IIQQQQIIQQ", self.data, table + i * size) for i in range(count)]
        self.sections = [
            Section(i, self._string(raw[names][4], entry[0]), entry[1], entry[2], entry[3],
                    entry[4], entry[5], entry[6], entry[7], entry[9])
            for i, entry in enumerate(raw)]
        self._symbols = None

    def _string(self, table, offset):
        return self.data[table + offset:self.data.find(b"\0", table + offset)].decode()

    def section(self, name):
        return next((section for section in self.sections if section.name == name), None)

    def content(self, section):
        return self.data[section.offset:section.offset + section.size]

    def bytes_at(self, address, size):
        """The @size bytes at a link-time @address of an executable."""
        for section in self.sections:
            if (section.flags & SHF_ALLOC and section.type != SHT_NOBITS
                    and section.address <= address
                    and address + size <= section.address + section.size):
                start = section.offset + address - section.address
                return self.data[start:start + size]
        raise KeyError(f"no bytes at {address:#x}")

    @property
    def symbols(self):
        if self._symbols is None:
            table = self.section(".symtab")
            strings = self.sections[table.link].offset
            self._symbols = [
                Symbol(i, self._string(strings, name), value, size, section, info & 15, info >> 4)
                for i, (name, info, _, section, value, size) in enumerate(
                    struct.iter_unpack("<IBBHQQ", self.content(table)))]
        return self._symbols

    def symbol(self, name):
        return next(symbol for symbol in self.symbols if symbol.name == name)

    def relocations(self, section):
        """Those that apply to @section."""
        found = []
        for rela in self.sections:
            if rela.type == SHT_RELA and rela.info == section.index:
                for offset, info, addend in struct.iter_unpack("<QQq", self.content(rela)):
                    found.append(Relocation(offset, info & 0xffffffff, info >> 32, addend))
        return found
