#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every rule is complete: source, page, cases; and the generator refuses pages that are not.

Usage: rules.py SOURCE_ROOT [RULE...]. With RULE, the id of one, only such rules are looked at. Writes
TAP.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(sys.argv[1])
chosen = sys.argv[2:]
generator = root / "tools" / "rule_catalogue.py"
sys.path.insert(0, str(generator.parent))
sys.dont_write_bytecode = True
import rule_catalogue  # noqa: E402

CASES = 2  # of each kind that a rule needs at least
results = []


def check(name, problem):
    """Records the test @name, which failed if there is a text @problem."""
    results.append(not problem)
    print(f"{'not ok' if problem else 'ok'} {len(results)} - {name}")
    if problem:
        print(f"# {problem}")


def listed_rules():
    text = (root / "rules" / "meson.build").read_text(encoding="utf-8")
    return re.findall(r"^\s+'([a-z]+/[a-z-]+)',$", text, re.MULTILINE)


def page_problem(rule):
    try:
        rule_catalogue.Rule(root / "rules" / f"{rule}.md")
    except (rule_catalogue.PageError, OSError) as error:
        return str(error)
    return ""


def source_problem(rule):
    path = root / "rules" / f"{rule}.c"
    if not path.exists():
        return f"{path} is missing"
    text = path.read_text(encoding="utf-8")
    if f'.id = "{rule.replace("/", "-")}"' not in text:
        return "its kv_rule does not carry the id that its place says"
    if re.search(r"\b(printf|fprintf|puts|fopen|open|exit|abort)\s*\(", text):
        return "a rule never prints, opens files or exits"
    return ""


def functions(text):
    """The bodies of the functions of C source in kernel style, by name."""
    found = {}
    for match in re.finditer(r"^[a-z][^\n;]*?(\w+)\([^;{}]*\)\n\{\n(.*?)^\}", text, re.M | re.S):
        found[match.group(1)] = match.group(2)
    return found


def remedy_problem(rule):
    """A function that reports must set the remedy, itself or in what it calls or returns to."""
    bodies = functions((root / "rules" / f"{rule}.c").read_text(encoding="utf-8"))
    calls = {name: {other for other in bodies if re.search(rf"\b{other}\(", body)}
             for name, body in bodies.items()}
    sets = {name for name, body in bodies.items() if "kv_finding_set_remedy(" in body}

    def reaches(name, seen):
        if name in sets:
            return True
        return any(reaches(other, seen | {other}) for other in calls[name] - seen)

    reporters = [name for name, body in bodies.items()
                 if re.search(r"\bkv_check_report(_object|_at|_reference)?\(", body)]
    if not reporters:
        return "no function of it reports anything"
    if any(re.search(r'kv_finding_set_remedy\(\w+,\s*""\s*[,)]', body) for body in bodies.values()):
        return "sets an empty remedy"
    if "remedy" in rule_catalogue.Rule(root / "rules" / f"{rule}.md").keys:
        return ""
    for name in reporters:
        if not reaches(name, {name}):
            return f"{name}() reports without a remedy"
    return ""


def cases_problem(rule):
    folder = root / "corpus" / rule
    bad, good = (len(list(folder.glob(f"{kind}-*.c"))) for kind in ("bad", "good"))
    if bad < CASES or good < CASES:
        return f"{folder.relative_to(root)} holds {bad} bad and {good} good cases; {CASES} of each"
    return ""


def needs_problem():
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    missing = [need for need in rule_catalogue.NEEDS if f"\n| `{need}` |" not in text]
    return f"not explained: {', '.join(missing)}" if missing else ""


def todo_problem(rule):
    """What tools/new_rule.py leaves to the author of a rule."""
    paths = [root / "rules" / f"{rule}.c", root / "rules" / f"{rule}.md",
             *sorted((root / "corpus" / rule).glob("*.c"))]
    left = [str(path.relative_to(root)) for path in paths
            if path.exists() and re.search(r"\bTODO\b", path.read_text(encoding="utf-8"))]
    return f"what is marked TODO is not written yet in {', '.join(left)}" if left else ""


def unlisted(rules):
    found = set()
    for path in (root / "rules").glob("*/*"):
        if path.suffix in (".c", ".md"):
            found.add(f"{path.parent.name}/{path.stem}")
    missing = sorted(found - set(rules))
    return f"not listed in rules/meson.build: {', '.join(missing)}" if missing else ""


def refused(folder, page, text, *others):
    """Whether the generator refuses the page with that text, saying which file it is."""
    path = pathlib.Path(folder) / page
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    output = pathlib.Path(folder) / "catalogue.c"
    output.unlink(missing_ok=True)
    run = subprocess.run([sys.executable, generator, "--output", output, path, *others],
                         capture_output=True, text=True, check=False)
    return run.returncode != 0 and str(path) in run.stderr and not output.exists()


def with_key(text, key, value):
    """A page's @text with that value of @key, which is put behind the id if it is not there."""
    text, found = re.subn(rf"^{key}:.*$", f"{key}: {value}", text, count=1, flags=re.MULTILINE)
    return text if found else re.sub(r"^(id:.*)$", rf"\1\n{key}: {value}", text, count=1,
                                     flags=re.MULTILINE)


def check_ids(rule, other):
    """Every id, of today or of before, means one rule."""
    good = (root / "rules" / f"{rule}.md").read_text(encoding="utf-8")
    second = root / "rules" / f"{other}.md"
    page = f"{rule}.md"
    with tempfile.TemporaryDirectory() as folder:
        def check_page(name, text, *others, wanted=True):
            check(f"generator: {name}",
                  "" if refused(folder, page, text, *others) == wanted else "it does not")

        check_page("takes ids of before", with_key(good, "formerly", "old-id older-id"), second,
                   wanted=False)
        check_page("refuses an empty list of them", with_key(good, "formerly", ""))
        check_page("refuses a remedy without text", with_key(good, "remedy", ""))
        check_page("refuses one that is the rule's own id",
                   with_key(good, "formerly", rule.replace("/", "-")))
        check_page("refuses one that stands twice", with_key(good, "formerly", "old-id old-id"))
        check_page("refuses one that is another rule's id",
                   with_key(good, "formerly", other.replace("/", "-")), second)
        copy = pathlib.Path(folder) / "other" / "rule.md"
        copy.parent.mkdir()
        text = with_key(second.read_text(encoding="utf-8"), "id", "other-rule")
        copy.write_text(with_key(text, "formerly", "old-id"), encoding="utf-8")
        check_page("takes an id of before of another rule", good, copy, wanted=False)
        check_page("refuses it for two", with_key(good, "formerly", "old-id"), copy)
        check_page("refuses a page that is listed twice", good, pathlib.Path(folder) / page)


def check_generator(rule):
    """Takes away one part of a good page after the other; the generator must notice each."""
    good = (root / "rules" / f"{rule}.md").read_text(encoding="utf-8")
    page = f"{rule}.md"
    with tempfile.TemporaryDirectory() as folder:
        check("generator: takes a complete page",
              "it refuses it" if refused(folder, page, good) else "")
        for key in rule_catalogue.KEYS:
            broken = re.sub(rf"^{key}:.*\n", "", good, count=1, flags=re.MULTILINE)
            check(f"generator: refuses a page without the key {key}",
                  "" if refused(folder, page, broken) else "it takes it")
        for heading in rule_catalogue.HEADINGS:
            broken = good.replace(f"## {heading}\n", "", 1)
            check(f"generator: refuses a page without the section {heading}",
                  "" if refused(folder, page, broken) else "it takes it")
            broken = re.sub(rf"(## {heading}\n).*?(?=^## |\Z)", r"\1\n", good, count=1,
                            flags=re.MULTILINE | re.DOTALL)
            check(f"generator: refuses an empty section {heading}",
                  "" if refused(folder, page, broken) else "it takes it")
        broken = good.replace("level: error", "level: fatal", 1)
        check("generator: refuses an unknown level",
              "" if refused(folder, page, broken) else "it takes it")
        broken = with_key(with_key(with_key(good, "level", "error"), "effect", "none"),
                          "errno", "none")
        check("generator: refuses an error without an effect",
              "" if refused(folder, page, broken) else "it takes it")
        check("generator: takes a warning without an effect",
              "it refuses it" if refused(folder, page, with_key(broken, "level", "warning"))
              else "")
        check("generator: refuses a page whose id is not its place",
              "" if refused(folder, "other/place.md", good) else "it takes it")


def check_docs(rules):
    with tempfile.TemporaryDirectory() as folder:
        pages = [root / "rules" / f"{rule}.md" for rule in rules]
        run = subprocess.run([sys.executable, generator, "--docs", folder, *pages],
                             capture_output=True, text=True, check=False)
        check("generator: takes all pages", run.stderr.strip())
        if run.returncode != 0:
            return
        written = {path.name for path in pathlib.Path(folder).iterdir()}
        wanted = {f"{rule.replace('/', '-')}.md" for rule in rules} | {"index.md"}
        check("generator: writes one page per rule and an index",
              "" if written == wanted else f"wrote {sorted(written ^ wanted)} too many or not")
        index = (pathlib.Path(folder) / "index.md").read_text(encoding="utf-8")
        missing = [name for name in wanted - {"index.md"} if f"]({name})" not in index]
        check("generator: the index links every page",
              f"not linked: {', '.join(sorted(missing))}" if missing else "")
        page = (pathlib.Path(folder) / "object-unterminated.md").read_text(encoding="utf-8")
        check("generator: a page shows the ids of before",
              "" if "\n| formerly | object-sentinel |\n" in page else page)


def main():
    rules = listed_rules()
    check("rules/meson.build lists rules", "" if rules else "none found")
    check("every file in rules/ belongs to a listed rule", unlisted(rules))
    for rule in rules:
        if chosen and rule.replace("/", "-") not in chosen:
            continue
        check(f"{rule}: page", page_problem(rule))
        check(f"{rule}: source", source_problem(rule))
        check(f"{rule}: remedies", remedy_problem(rule))
        check(f"{rule}: cases", cases_problem(rule))
        check(f"{rule}: written", todo_problem(rule))
    if rules and not chosen:
        check("CONTRIBUTING.md explains every word of needs", needs_problem())
        check_generator(rules[0])
        check_ids(rules[0], rules[1])
        check_docs(rules)
    print(f"1..{len(results)}")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
