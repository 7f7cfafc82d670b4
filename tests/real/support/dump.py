# SPDX-License-Identifier: GPL-2.0-or-later
"""What klpvet's index says, as tests/tools/index_dump prints it."""

import os
import subprocess
from collections import namedtuple

Symbol = namedtuple("Symbol", "address type name position extent size flags region ftrace")
Source = namedtuple("Source", "name place bodies copies prototype signature")
Function = namedtuple("Function", "address size cold_address cold_size symbol source place unit "
                                  "state")
Copy = namedtuple("Copy", "address source place host call_line state")

# callee_address is None of an indirect call and of one that leaves the image.
Call = namedtuple("Call", "site caller caller_address kind callee callee_address source place part")


def _table(index, table):
    done = subprocess.run([os.environ["KLPVET_INDEX_DUMP"], index, table], text=True, check=True,
                          stdout=subprocess.PIPE)
    return done.stdout.splitlines()


def identity(index):
    return dict(line.split(": ", 1) for line in _table(index, "identity") if ": " in line)


def symbols(index):
    for line in _table(index, "symbols"):
        address, kind, name, position, extent, size, flags, region, ftrace = line.split(" ")
        yield Symbol(int(address, 16), kind, name, int(position), int(extent, 16), int(size, 16),
                     flags, region, None if ftrace == "-" else int(ftrace))


def ftrace(index):
    return [int(line, 16) for line in _table(index, "ftrace")]


def sources(index):
    for line in _table(index, "sources"):
        head, prototype, signature = line.split(" | ", 2)
        name, place, bodies, copies = head.split(" ")
        yield Source(name, place, int(bodies), int(copies), prototype, signature)


def functions(index):
    for line in _table(index, "functions"):
        address, size, cold, cold_size, symbol, source, place, unit, state = line.split(" ")
        yield Function(int(address, 16), int(size, 16), int(cold, 16), int(cold_size, 16), symbol,
                       source, place, unit, state)


def copies(index):
    for line in _table(index, "copies"):
        address, source, place, host, call_line, state = line.split(" ")
        yield Copy(int(address, 16), source, place, host, int(call_line), state)


def calls(index):
    for line in _table(index, "calls"):
        (site, caller, caller_address, kind, callee, callee_address, source, place,
         part) = line.split(" ")
        yield Call(int(site, 16), caller, int(caller_address, 16), kind,
                   None if callee == "-" else callee,
                   None if callee_address in ("-", "external") else int(callee_address, 16),
                   source, place, part)


def records(index, table):
    """The lines of one table, split into words."""
    for line in _table(index, table):
        yield line.split(" ")
