# SPDX-License-Identifier: GPL-2.0-or-later
"""
The kallsyms that a vmlinux carries, decoded as kernel/kallsyms.c does it (kallsyms_expand_symbol(),
kallsyms_sym_address()), for 64-bit kernels from 4.20 to 6.19.
"""

import struct


def _tokens(image):
    table = image.symbol("kallsyms_token_table").value
    index = struct.unpack("<256H", image.bytes_at(image.symbol("kallsyms_token_index").value, 512))
    end = index[255] + 64
    text = image.bytes_at(table, end)
    return [text[start:text.index(b"\0", start)] for start in index]


def _names(image, count):
    start = image.symbol("kallsyms_names").value
    section = next(section for section in image.sections
                   if section.address <= start < section.address + section.size)
    data = image.content(section)[start - section.address:]
    tokens = _tokens(image)
    at = 0
    for _ in range(count):
        length = data[at]
        at += 1
        if length & 0x80:  # since 6.1: names of more than 127 tokens
            length = length & 0x7f | data[at] << 7
            at += 1
        name = b"".join([tokens[byte] for byte in data[at:at + length]]).decode()
        at += length
        yield name[0], name[1:]


def symbols(image, absolute_percpu):
    """[(address, type, name)] in the kernel's order; @absolute_percpu: the option of that name."""
    count, = struct.unpack("<I", image.bytes_at(image.symbol("kallsyms_num_syms").value, 4))
    base, = struct.unpack("<Q", image.bytes_at(image.symbol("kallsyms_relative_base").value, 8))
    offsets = struct.unpack(f"<{count}i",
                            image.bytes_at(image.symbol("kallsyms_offsets").value, 4 * count))
    found = []
    for offset, (kind, name) in zip(offsets, _names(image, count)):
        if not absolute_percpu:
            address = base + (offset & 0xffffffff)
        else:
            address = offset if offset >= 0 else base - 1 - offset
        found.append((address, kind, name))
    return found
