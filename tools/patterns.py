#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compiles rules/patterns/*.yaml to C.

Each list of a file becomes an array kv_<list>[] with its length in kv_<list>_count, declared in
analyzer/kernel/patterns.h: a list of words an array of strings, a list of maps an array of the
structure kv_<list without its s>_pattern, so that the C compiler checks names and types of the
members. Words such as EM_X86_64 and KV_ABI_NATIVE are constants of C, other words are strings.

usage: patterns.py --output FILE.c FILE.yaml...
"""

import argparse
import pathlib
import re
import sys

import yaml

CONSTANT = re.compile(r"(EM|KV)_[A-Z0-9_]+")
NAME = re.compile(r"[a-z][a-z0-9_]*")


class PatternError(Exception):
    """A file that cannot be compiled; the text says where and why."""


def literal(path, value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str):
        raise PatternError(f"{path}: {value!r} is neither a word nor a number")
    if CONSTANT.fullmatch(value):
        return value
    if not re.fullmatch(r"[ -~]*", value) or '"' in value or "\\" in value:
        raise PatternError(f"{path}: {value!r} has characters that no name has")
    return f'"{value}"'


def record(path, entry):
    for key in entry:
        if not NAME.fullmatch(str(key)):
            raise PatternError(f"{path}: {key!r} cannot be a member")
    members = (f".{key} = {literal(path, value)}" for key, value in entry.items())
    return "{" + ", ".join(members) + "}"


def array(path, name, entries):
    if not NAME.fullmatch(str(name)) or not isinstance(entries, list) or not entries:
        raise PatternError(f"{path}: {name!r}: expected a name and a list that is not empty")
    if all(isinstance(entry, dict) for entry in entries):
        kind = f"const kv_{name.removesuffix('s')}_pattern"
        lines = [record(path, entry) for entry in entries]
    else:
        kind = "const char *const"
        lines = [literal(path, entry) for entry in entries]
    body = "".join(f"\t{line},\n" for line in lines)
    return f"{kind} kv_{name}[] = {{\n{body}}};\nconst size_t kv_{name}_count = {len(lines)};\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", required=True, type=pathlib.Path)
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    parts = ['/* Made from rules/patterns/ by tools/patterns.py. */\n#include "kernel/patterns.h"\n']
    try:
        for path in arguments.files:
            lists = yaml.safe_load(path.read_text(encoding="utf-8"))
            if not isinstance(lists, dict):
                raise PatternError(f"{path}: expected lists with names")
            parts += [array(path, name, entries) for name, entries in lists.items()]
    except (OSError, PatternError, yaml.YAMLError) as error:
        sys.exit(f"patterns: {error}")
    arguments.output.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
