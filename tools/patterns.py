#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compiles rules/patterns/ to C.

What stands in a file under a name becomes the array kv_<name>[] with its length in kv_<name>_count.
A header declares both, and the structure of the elements, so that the C compiler checks names and
types of the members: kv_<name without its s>_pattern. There are three kinds:

  a list of words     an array of strings
  a list of maps      an array of structures; a list in a map is an array in the structure
  lists of words      an array of structures {name, prefix, flags}, sorted by name: prefix if the
                      word ends in "*", and a flag KV_<NAME without its S>_<LIST> for each list that
                      has the word; several files may have lists for one array

Words such as EM_X86_64 and KV_ABI_NATIVE are constants of C, other words are strings.

usage: patterns.py --output FILE.c FILE.yaml...
"""

import argparse
import pathlib
import re
import sys

import yaml

HEADERS = ("code/habit.h", "index/patterns.h", "kernel/patterns.h")
CONSTANT = re.compile(r"(EM|KV)_[A-Z0-9_]+")
NAME = re.compile(r"[a-z][a-z0-9_]*")
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*\*?")


class PatternError(Exception):
    """Data that cannot be compiled; the text says why."""


def literal(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "{" + ", ".join(literal(element) for element in value) + "}"
    if not isinstance(value, str):
        raise PatternError(f"{value!r} is neither a word nor a number")
    if CONSTANT.fullmatch(value):
        return value
    if not re.fullmatch(r"[ -~]*", value) or '"' in value or "\\" in value:
        raise PatternError(f"{value!r} has characters that no name has")
    return f'"{value}"'


def record(entry):
    for key in entry:
        if not NAME.fullmatch(str(key)):
            raise PatternError(f"{key!r} cannot be a member")
    return "{" + ", ".join(f".{key} = {literal(value)}" for key, value in entry.items()) + "}"


def flagged(prefix, lists):
    flags = {}
    for heading, words in lists.items():
        if not isinstance(words, list):
            raise PatternError(f"{heading!r}: expected a list of words")
        flag = f"{prefix}_{heading}".upper().replace("-", "_")
        for word in words:
            if not isinstance(word, str) or not WORD.fullmatch(word):
                raise PatternError(f"{heading}: {word!r} is no name")
            if flag in flags.setdefault(word, []):
                raise PatternError(f"{word} stands under {heading} already")
            flags[word].append(flag)
    return [f'{{"{word.rstrip("*")}", {literal(word.endswith("*"))}, {" | ".join(flags[word])}}}'
            for word in sorted(flags, key=str.encode)]


def array(name, content):
    if not NAME.fullmatch(str(name)) or not content:
        raise PatternError("expected a name, and something under it")
    singular = f"kv_{name.removesuffix('s')}"
    kind = f"const {singular}_pattern"
    if isinstance(content, dict):
        elements = flagged(singular, content)
    elif not isinstance(content, list):
        raise PatternError("expected a list")
    elif all(isinstance(entry, dict) for entry in content):
        elements = [record(entry) for entry in content]
    else:
        kind = "const char *const"
        elements = [literal(entry) for entry in content]
    body = "".join(f"\t{element},\n" for element in elements)
    return f"{kind} kv_{name}[] = {{\n{body}}};\nconst size_t kv_{name}_count = {len(elements)};\n"


def read(paths):
    """{name of the array: its content}, of all files."""
    contents = {}
    for path in paths:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            raise PatternError(f"{path}: expected lists with names")
        for name, lists in content.items():
            known = contents.setdefault(name, lists)
            if known is lists:
                continue
            if not isinstance(known, dict) or not isinstance(lists, dict) or known.keys() & lists:
                raise PatternError(f"{path}: {name} stands in another file already")
            known.update(lists)
    return contents


def arrays(contents):
    for name, content in contents.items():
        try:
            yield array(name, content)
        except PatternError as error:
            raise PatternError(f"{name}: {error}") from error


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", required=True, type=pathlib.Path)
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    parts = ["/* Made from rules/patterns/ by tools/patterns.py. */\n" +
             "".join(f'#include "{header}"\n' for header in HEADERS)]
    try:
        parts += arrays(read(arguments.files))
    except (OSError, PatternError, yaml.YAMLError) as error:
        sys.exit(f"patterns: {error}")
    arguments.output.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
