#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes the catalogue of rules out of their pages.

rules/<category>/<name>.md describes the rule <category>-<name>: front matter with the keys of
KEYS between two lines "---", a heading "# Title" and the sections of HEADINGS. The catalogue is
the C source of kv_rule_catalogue[] (analyzer/engine/catalogue.h); --docs writes the pages for
readers. A page that lacks something fails the build.
"""

import argparse
import pathlib
import re
import sys

LEVELS = {"error": "KV_ERROR_LEVEL", "warning": "KV_WARNING", "note": "KV_NOTE"}
CONFIDENCES = {"exact": "KV_EXACT", "likely": "KV_LIKELY", "review": "KV_REVIEW"}
EFFECTS = {
    "refused": "KV_EFFECT_REFUSED",
    "target-refused": "KV_EFFECT_TARGET_REFUSED",
    "crash": "KV_EFFECT_CRASH",
    "stuck": "KV_EFFECT_STUCK",
    "ineffective": "KV_EFFECT_INEFFECTIVE",
    "undefined": "KV_EFFECT_UNDEFINED",
    "leak": "KV_EFFECT_LEAK",
    "none": "KV_EFFECT_NONE",
    "unrelated": "KV_EFFECT_UNRELATED",
}
STAGES = {
    "elf": "KV_STAGE_ELF",
    "layout": "KV_STAGE_LAYOUT",
    "vermagic": "KV_STAGE_VERMAGIC",
    "modinfo": "KV_STAGE_MODINFO",
    "unique": "KV_STAGE_UNIQUE",
    "symbols": "KV_STAGE_SYMBOLS",
    "arguments": "KV_STAGE_ARGUMENTS",
    "arrays": "KV_STAGE_ARRAYS",
    "mark": "KV_STAGE_MARK",
    "states": "KV_STAGE_STATES",
    "early": "KV_STAGE_EARLY",
    "entry": "KV_STAGE_ENTRY",
    "sysfs": "KV_STAGE_SYSFS",
    "lookup": "KV_STAGE_LOOKUP",
    "ftrace": "KV_STAGE_FTRACE",
    "transition": "KV_STAGE_TRANSITION",
    "run": "KV_STAGE_RUN",
    "target-loads": "KV_STAGE_TARGET_LOADS",
}
REFUSALS = ("refused", "target-refused")
NEEDS = {
    "symbols": "KV_NEEDS_SYMBOLS",
    "ftrace": "KV_NEEDS_FTRACE",
    "dwarf": "KV_NEEDS_DWARF",
    "functions": "KV_NEEDS_FUNCTIONS",
    "source": "KV_NEEDS_SOURCE",
    "module": "KV_NEEDS_MODULE",
    "code": "KV_NEEDS_CODE",
    "either": "KV_NEEDS_EITHER",
    "previous": "KV_NEEDS_PREVIOUS",
}
KEYS = ["id", "level", "confidence", "effect", "errno", "stage", "kernels", "needs", "failure-modes"]
# May stand anywhere behind the id.
OPTIONAL_KEYS = [
    "formerly",  # ids that the rule had before, separated by blanks
    # What findings say that the rule gives no text of their own:
    "consequence",
    "remedy",
]
HEADINGS = [
    "What",
    "Why it matters",
    "What the kernel does",
    "Example",
    "How to fix",
    "When to suppress",
]


class PageError(Exception):
    """A page that cannot become part of the catalogue; the text says where and why."""


class Rule:
    """One rule as its page describes it."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.id = f"{self.path.parent.name}-{self.path.stem}"
        self.keys, self.page = self._split(self.path.read_text(encoding="utf-8"))
        self.title = self._title()
        self._check_keys()
        self._check_sections()

    def _fail(self, text):
        raise PageError(f"{self.path}: {text}")

    def _split(self, text):
        match = re.match(r"---\n(.*?)\n---\n+(.*)\Z", text, re.DOTALL)
        if not match:
            self._fail('must begin with front matter between two lines "---"')
        keys = {}
        for line in match.group(1).splitlines():
            key, colon, value = line.partition(":")
            if not colon or key in keys:
                self._fail(f'front matter line "{line}" is no new "key: value"')
            keys[key] = value.strip()
        return keys, match.group(2)

    def _title(self):
        match = re.match(r"# (\S.*)\n", self.page)
        if not match:
            self._fail('must have a heading "# Title" right behind the front matter')
        return match.group(1).strip()

    def _check_keys(self):
        if [key for key in self.keys if key not in OPTIONAL_KEYS] != KEYS:
            self._fail(f"front matter must hold exactly {', '.join(KEYS)}, in this order")
        for key, value in self.keys.items():
            if not value:
                self._fail(f'front matter key "{key}" is empty')
        if self.keys["id"] != self.id:
            self._fail(f'id is "{self.keys["id"]}", but the file\'s place says "{self.id}"')
        for key, known in (("level", LEVELS), ("confidence", CONFIDENCES), ("effect", EFFECTS),
                           ("stage", STAGES)):
            if self.keys[key] not in known:
                self._fail(f'{key} "{self.keys[key]}" is none of {", ".join(known)}')
        if not re.fullmatch(r"E[A-Z0-9]+|none", self.keys["errno"]):
            self._fail(f'errno "{self.keys["errno"]}" is neither a name like EINVAL nor none')
        if (self.keys["effect"] in REFUSALS) != (self.keys["errno"] != "none"):
            self._fail(f"errno goes with the effects {' and '.join(REFUSALS)}, and only with them")
        if self.keys["level"] == "error" and self.keys["effect"] == "none":
            self._fail("an error has an effect; of a fault that is none of the kernel's business, "
                       "it is unrelated")
        for need in self.needs():
            if need not in NEEDS:
                self._fail(f'needs "{need}", which is none of {", ".join(NEEDS)}')

    def _check_sections(self):
        parts = re.split(r"^## (.*)$", self.page, flags=re.MULTILINE)
        if parts[1::2] != HEADINGS:
            self._fail(f'must have exactly the sections {", ".join(HEADINGS)}, in this order')
        for heading, text in zip(parts[1::2], parts[2::2]):
            if not text.strip():
                self._fail(f'section "{heading}" is empty')

    def needs(self):
        words = self.keys["needs"].split()
        return [] if words == ["none"] else words

    def text(self, key):
        """The text of an optional key as C, NULL without one."""
        return c_string(self.keys[key]) if key in self.keys else "NULL"

    def former_ids(self):
        return self.keys.get("formerly", "").split()

    def errno(self):
        """The name of the error as C, NULL without one."""
        return "NULL" if self.keys["errno"] == "none" else c_string(self.keys["errno"])

    def variable(self):
        return "kv_rule_" + self.id.replace("-", "_")


def c_string(text):
    """@text as C string literals, one per line of it."""
    escaped = []
    for line in text.splitlines(keepends=True):
        for old, new in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("?", "\\?")):
            line = line.replace(old, new)
        escaped.append(f'"{line}"')
    return "\n\t\t".join(escaped) or '""'


def c_strings(words):
    """@words as a C array that NULL ends."""
    return f"(const char *const[]){{{', '.join([*map(c_string, words), 'NULL'])}}}"


def check_ids(rules):
    """Every id, of today or of before, means one rule."""
    owner = {}
    for rule in rules:
        for name in [rule.id, *rule.former_ids()]:
            if name in owner:
                raise PageError(f"{rule.path}: the id {name} is also one of {owner[name].path}")
            owner[name] = rule


def catalogue(rules):
    lines = ["/* Made by tools/rule_catalogue.py from the pages in rules/; do not edit. */"]
    lines += ['#include "engine/catalogue.h"', ""]
    lines += [f"extern const kv_rule {rule.variable()};" for rule in rules]
    lines += ["", "const kv_rule_info kv_rule_catalogue[] = {"]
    for rule in rules:
        lines += [
            "\t{",
            f"\t\t.rule = &{rule.variable()},",
            f"\t\t.formerly = {c_strings(rule.former_ids())},",
            f"\t\t.title = {c_string(rule.title)},",
            f"\t\t.level = {LEVELS[rule.keys['level']]},",
            f"\t\t.confidence = {CONFIDENCES[rule.keys['confidence']]},",
            f"\t\t.effect = {EFFECTS[rule.keys['effect']]},",
            f"\t\t.stage = {STAGES[rule.keys['stage']]},",
            f"\t\t.errno_name = {rule.errno()},",
            f"\t\t.needs = {' | '.join(NEEDS[need] for need in rule.needs()) or '0'},",
            f"\t\t.kernels = {c_string(rule.keys['kernels'])},",
            f"\t\t.consequence = {rule.text('consequence')},",
            f"\t\t.remedy = {rule.text('remedy')},",
            f"\t\t.page = {c_string(rule.page)},",
            "\t},",
        ]
    lines += ["};", "", f"const unsigned int kv_rule_count = {len(rules)};", ""]
    return "\n".join(lines)


def docs_page(rule):
    title = f"# {rule.title}\n"
    table = "\n".join(
        [
            "| | |",
            "|---|---|",
            f"| rule | `{rule.id}` |",
            *([f"| formerly | {rule.keys['formerly']} |"] if rule.former_ids() else []),
            f"| level | {rule.keys['level']} |",
            f"| confidence | {rule.keys['confidence']} |",
            f"| effect | {rule.keys['effect']} |",
            f"| errno | {rule.keys['errno']} |",
            f"| met at | {rule.keys['stage']} |",
            f"| kernels | {rule.keys['kernels']} |",
            f"| needs | {rule.keys['needs']} |",
        ]
    )
    return rule.page.replace(title, f"{title}\n{table}\n", 1)


def docs_index(rules):
    lines = ["# Rules", "", "| rule | what | level | confidence | effect |", "|---|---|---|---|---|"]
    for rule in rules:
        lines.append(
            f"| [{rule.id}]({rule.id}.md) | {rule.title} | {rule.keys['level']} "
            f"| {rule.keys['confidence']} | {rule.keys['effect']} |"
        )
    return "\n".join(lines) + "\n"


def write_docs(folder, rules):
    folder.mkdir(parents=True, exist_ok=True)
    for rule in rules:
        (folder / f"{rule.id}.md").write_text(docs_page(rule), encoding="utf-8")
    (folder / "index.md").write_text(docs_index(rules), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description="Makes the catalogue of rules from their pages.")
    parser.add_argument("--output", type=pathlib.Path, help="C source to write")
    parser.add_argument("--docs", type=pathlib.Path, help="folder to write the pages to")
    parser.add_argument("pages", nargs="+", help="rules/<category>/<name>.md")
    arguments = parser.parse_args()

    try:
        # strcmp() order of ids: kv_rule_find() searches the catalogue by halves.
        rules = sorted((Rule(page) for page in arguments.pages), key=lambda rule: rule.id.encode())
        check_ids(rules)
    except (PageError, OSError, UnicodeDecodeError) as error:
        sys.exit(f"rule_catalogue.py: {error}")
    if arguments.output:
        arguments.output.write_text(catalogue(rules), encoding="utf-8")
    if arguments.docs:
        write_docs(arguments.docs, rules)


if __name__ == "__main__":
    main()
