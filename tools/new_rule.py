#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the skeleton of a rule: its check, its page, four cases and its line for meson.

new_rule.py CATEGORY-NAME

The rule CATEGORY-NAME stands in rules/CATEGORY/NAME.c and NAME.md, its cases in
corpus/CATEGORY/NAME/. The skeleton builds and finds nothing. What its author has to write is marked
TODO; the tests fail until that is done (CONTRIBUTING.md, "Adding a rule").
"""

import argparse
import pathlib
import re
import sys

sys.dont_write_bytecode = True
import rule_catalogue  # noqa: E402

CHECK = """\
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

/* TODO: ask the livepatch and the kernel; engine/rule.h shows how. */
static bool is_faulty(const kv_patched *patched)
{
	return false;
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	kv_finding *finding;

	if (!is_faulty(patched))
		return;
	finding = kv_check_report(check, patched, "TODO: what is wrong with %s",
				  kv_patched_name(patched));
	kv_finding_set_consequence(finding, "TODO: what the kernel does then");
	kv_finding_set_remedy(finding, "TODO: what to do about %s", kv_patched_name(patched));
	kv_finding_set_source(finding, "TODO: where the facts come from");
}

const kv_rule {variable} = {
	.id = "{id}",
	.check_function = check_function,
};
"""

HEAD = """\
---
id: {id}
level: warning
confidence: review
effect: none
errno: none
stage: run
kernels: all
needs: symbols
failure-modes: none
---
# TODO: what it finds, as a title
"""

SECTIONS = {
    "What": "TODO: what the rule finds, and how sure that is.",
    "Why it matters": "TODO: what it means for whoever loads the livepatch.",
    "What the kernel does": "TODO: with the function of the kernel that does it.",
    "Example": "TODO: the shortest code that has the fault.",
    "How to fix": "TODO: the same without it.",
    "When to suppress": "TODO: where the finding may be meant so.",
}

CASE = """\
// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * TODO: {shows}.
 *
 * expect: {expect}
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static int fixed_{function}(struct seq_file *m, void *v)
{
	seq_puts(m, "fixed\\n");
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "{function}", .new_func = fixed_{function} },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
"""

# Names of cases -> the function of the miniature kernel that they patch.
CASES = {
    "bad-one": "cmdline_proc_show",
    "bad-two": "version_proc_show",
    "good-one": "cmdline_proc_show",
    "good-two": "version_proc_show",
}


def filled(template, values):
    """@template with {key} replaced for each key of @values; other braces are C."""
    for key, value in values.items():
        template = template.replace("{%s}" % key, value)
    return template


def case_text(rule, name, function):
    bad = name.startswith("bad-")
    return filled(CASE, {
        "function": function,
        "shows": "what has the fault" if bad else "what looks like the fault and is none",
        "expect": f"{rule} vmlinux {function}" if bad else "nothing",
    })


def skeleton(rule, place):
    """The files of the rule, by their paths: @place is CATEGORY/NAME."""
    values = {"id": rule, "variable": "kv_rule_" + rule.replace("-", "_")}
    page = filled(HEAD, values)
    page += "".join(f"\n## {heading}\n{SECTIONS[heading]}\n" for heading in rule_catalogue.HEADINGS)
    files = {f"rules/{place}.c": filled(CHECK, values), f"rules/{place}.md": page}
    for name, function in CASES.items():
        files[f"corpus/{place}/{name}.c"] = case_text(rule, name, function)
    return files


def with_line(text, place):
    """rules/meson.build with the rule in its list, which is sorted."""
    entries = list(re.finditer(r"^  '([a-z]+/[a-z-]+)',\n", text, re.MULTILINE))
    behind = [entry.start() for entry in entries if entry[1] > place]
    at = behind[0] if behind else entries[-1].end()
    return f"{text[:at]}  '{place}',\n{text[at:]}"


def taken(root):
    """The ids that rules have, or had before."""
    rules = [rule_catalogue.Rule(page) for page in (root / "rules").glob("*/*.md")]
    return {name for rule in rules for name in (rule.id, *rule.former_ids())}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rule", metavar="CATEGORY-NAME", help="id of the new rule")
    rule = parser.parse_args().rule
    root = pathlib.Path(__file__).resolve().parent.parent

    if not re.fullmatch(r"[a-z]+(-[a-z]+)+", rule):
        sys.exit(f"new_rule.py: '{rule}' is no id: two or more words in small letters with '-' "
                 "between them, the first one is the category")
    if rule in taken(root):
        sys.exit(f"new_rule.py: {rule} is the id of a rule, or was that of one before")
    place = rule.replace("-", "/", 1)
    files = skeleton(rule, place)
    present = [path for path in files if (root / path).exists()]
    if present:
        sys.exit(f"new_rule.py: there is already {', '.join(present)}")

    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
        print(path)
    listed = root / "rules" / "meson.build"
    listed.write_text(with_line(listed.read_text(encoding="utf-8"), place), encoding="utf-8")
    print("rules/meson.build")


if __name__ == "__main__":
    main()
