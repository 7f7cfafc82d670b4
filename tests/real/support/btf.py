# SPDX-License-Identifier: GPL-2.0-or-later
"""
Function prototypes of a kernel by its .BTF, which pahole made of the same debug information when the
kernel was built. The format: Documentation/bpf/btf.rst.
"""

import re
import struct
import subprocess
from collections import defaultdict, namedtuple

INT, PTR, ARRAY, STRUCT, UNION, ENUM, FWD, TYPEDEF, VOLATILE, CONST, RESTRICT, FUNC, FUNC_PROTO, \
    VAR, DATASEC, FLOAT, DECL_TAG, TYPE_TAG, ENUM64 = range(1, 20)
TRANSPARENT = (TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG)
# Bytes behind the common part: of the whole, and of each of vlen elements.
EXTRA = {INT: (4, 0), ARRAY: (12, 0), STRUCT: (0, 12), UNION: (0, 12), ENUM: (0, 8),
         FUNC_PROTO: (0, 8), VAR: (4, 0), DATASEC: (0, 12), DECL_TAG: (4, 0), ENUM64: (0, 12)}
SIGNED, CHAR, BOOL = 1, 2, 4

Type = namedtuple("Type", "name kind size target extra")  # size and target are the same field


def _section(vmlinux):
    listing = subprocess.run(["readelf", "-SW", vmlinux], text=True, check=True,
                             stdout=subprocess.PIPE).stdout
    found = re.search(r"\] \.BTF +PROGBITS +\S+ (\S+) (\S+)", listing)
    if not found:
        return None
    with open(vmlinux, "rb") as file:
        file.seek(int(found[1], 16))
        return file.read(int(found[2], 16))


def _read_types(data):
    _, _, _, length, types, type_bytes, strings, _ = struct.unpack_from("<HBBIIIII", data)
    at, end = length + types, length + types + type_bytes
    strings += length
    result = [Type("void", 0, 0, 0, b"")]
    while at < end:
        name, info, size = struct.unpack_from("<III", data, at)
        kind, count = info >> 24 & 0x1f, info & 0xffff
        whole, each = EXTRA.get(kind, (0, 0))
        more = whole + each * count
        text = data[strings + name:data.index(b"\0", strings + name)].decode()
        result.append(Type(text, kind, size, size, data[at + 12:at + 12 + more]))
        at += 12 + more
    return result


class Prototypes:
    """signatures: {function: the signatures (analyzer/base/signature.h) of those of that name}"""

    def __init__(self, vmlinux):
        data = _section(vmlinux)
        self.types = _read_types(data) if data else []
        self.signatures = defaultdict(set)
        for each in self.types:
            if each.kind == FUNC:
                self.signatures[each.name].add(self._function(self.types[each.target]))

    def _bare(self, number):
        while self.types[number].kind in TRANSPARENT:
            number = self.types[number].target
        return self.types[number]

    def _value(self, number):
        bare = self._bare(number)
        if bare.kind == 0:
            return "v"
        if bare.kind == PTR:
            target = self._bare(bare.target)
            is_record = target.kind in (STRUCT, UNION, FWD) and target.name
            return f"p:{target.name}" if is_record else "p"
        if bare.kind == INT:
            encoding = bare.extra[3]
            if encoding & BOOL:
                return "b"
            if bare.name == "char":
                return "c"
            return f"{'i' if encoding & SIGNED else 'u'}{bare.size}"
        kinds = {ENUM: "e", ENUM64: "e", STRUCT: "s", UNION: "s", FLOAT: "f"}
        if bare.kind not in kinds:
            return "?"
        tag = f":{bare.name}" if bare.kind in (STRUCT, UNION) and bare.name else ""
        return f"{kinds[bare.kind]}{bare.size}{tag}"

    def _function(self, prototype):
        pairs = list(struct.iter_unpack("<II", prototype.extra))
        values = ["..." if pair == (0, 0) else self._value(pair[1]) for pair in pairs]
        return f"{self._value(prototype.target)}({','.join(values)})"
