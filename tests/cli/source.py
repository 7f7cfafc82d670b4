# SPDX-License-Identifier: GPL-2.0-or-later
"""C source as input: good and bad, damaged and hostile."""

import json
import pathlib

CHECK = ("check", "--kernel", "kernels/default", "--kdir", "none")

SOURCE = b"""#include <linux/module.h>
#include <linux/livepatch.h>

static int fixed(void *file, void *data)
{
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "%s", .new_func = fixed },
	{ }
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{ }
};

static struct klp_patch patch = {
	.mod = THIS_MODULE,
	.objs = objs,
};

static int __init start(void)
{
	return klp_enable_patch(&patch);
}

module_init(start);
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
"""
GOOD = SOURCE.replace(b"%s", b"cmdline_proc_show")
NEXT = GOOD.count(b"\n") + 1  # the line behind it
SECRET = "secret_that_nobody_may_see"


def test_findings(bench):
    bench.expect("source without findings", [*CHECK, bench.write("good.c", GOOD)], 0,
                 ["cmdline_proc_show", "nothing found"])
    bench.expect("source whose name says nothing", [*CHECK, bench.write("good.txt", GOOD)], 0)
    bad = bench.write("bad.c", SOURCE.replace(b"%s", b"cmdline_proc_shown"))
    result = bench.expect("a finding has the place of the entry", [*CHECK, bad], 1,
                          [r"\[symbol-absent\]", r"at bad\.c:10\b"])
    report = json.loads(bench.run(*CHECK, "--format", "json", bad).stdout)
    found = [finding["location"] for finding in report["findings"]]
    bench.results.ok({"file": "bad.c", "line": 10} in found, "so it has in JSON", found)
    unmarked = bench.write("unmarked.c", GOOD.replace(b"MODULE_INFO", b"//"))
    bench.expect("a missing mark", [*CHECK, unmarked], 1, [r"\[modinfo-refused\]"])
    open_array = GOOD.replace(b"fixed },\n\t{ }", b"fixed },")
    bench.expect("an array without end", [*CHECK, bench.write("open.c", open_array)], 1,
                 [r"\[object-unterminated\]"])
    positional = GOOD.replace(b".old_name = ", b"").replace(b".new_func = ", b"")
    bench.expect("initialisers without names", [*CHECK, bench.write("pos.c", positional)], 0)
    assigned = GOOD.replace(b"\t.objs = objs,\n", b"").replace(
        b"\treturn klp", b"\tpatch.objs = objs;\n\treturn klp")
    bench.expect("members set by code", [*CHECK, bench.write("code.c", assigned)], 0,
                 ["cmdline_proc_show"])
    builtin = GOOD.replace(b"static int fixed", b"static int count;\n\nstatic int fixed").replace(
        b"return 0;", b"return (__builtin_constant_p(count) && count) || count > 3;")
    bench.expect("functions that the compiler has built in", [*CHECK, bench.write("b.c", builtin)], 0,
                 ["nothing found"])
    lacking = GOOD.replace(b"return 0;", b"return *(int *)data = sk_of(file)->depth.of[3];")
    bench.expect("what only the kernel's headers tell",
                 [*CHECK, bench.write("lacking.c", lacking)], 3, ["--kdir"],
                 ["does not compile without the kernel's headers"])
    asked = GOOD.replace(b"\t{ .old_name", b"""#if IS_ENABLED(CONFIG_LIVEPATCH) && \\
    LINUX_VERSION_CODE >= KERNEL_VERSION(6, 1, 0) && !defined(CONFIG_NO_SUCH_THING)
\t{ .old_name""").replace(b"fixed },", b"fixed },\n#endif")
    bench.expect("conditions are those of the kernel", [*CHECK, bench.write("asked.c", asked)], 0,
                 ["cmdline_proc_show"])
    made = GOOD.replace(b"&patch", b"make_patch()")
    bench.expect("a klp_patch that code makes is not all checked",
                 [*CHECK, "--require-complete",
                  bench.write("made.c", made[:made.index(b"static struct klp_patch")] +
                              made[made.index(b"static int __init"):])], 3, ["Not checked"])
    return result


def damaged(bench):
    """(name, content, exit status, what stderr says)"""
    secret = bench.path("elsewhere.h")
    secret.write_text(SECRET + " = 1;\n")
    home = bench.path("home")
    home.mkdir()
    (home / "link.h").symlink_to(secret)
    return [
        ("syntax", GOOD + b"int f( { return 3;\n", 3, f"syntax.c:{NEXT}:"),
        ("header", GOOD + b'#include "nothere.h"\n', 3, "nothere.h' file not found"),
        ("loop", GOOD + b'#include "loop.c"\n', 3, "loop.c:"),
        ("absolute", GOOD + f'#include "{secret}"\n'.encode(), 3, f"absolute.c:{NEXT}: includes"),
        ("macro", GOOD + f'#define X "{secret}"\n#include X\n'.encode(), 3,
         f"macro.c:{NEXT + 1}: includes"),
        ("up", GOOD + b'#include "../elsewhere.h"\n', 3, f"up.c:{NEXT}: includes"),
        ("link", GOOD + b'#include "link.h"\n', 3, f"link.c:{NEXT}: includes"),
        ("passwd", GOOD + b'#include "/etc/passwd"\n', 3, "/etc/passwd, which is neither"),
        ("kernel", GOOD + b"#include <linux/no_such_header.h>\n", 0, ()),
        ("bytes", GOOD + b"/* \xff\xfe\xe9 */ static char c[] = \"\xe9\";\n", 0, ()),
        ("large", GOOD + b"".join(b"static int f%d(int a)\n{\n\treturn a + %d;\n}\n" % (i, i)
                                  for i in range(25000)), 0, ()),
        ("deep", GOOD + b"int f(int a) { return " + b"(" * 5000 + b"a" + b")" * 5000 + b"; }\n",
         3, f"deep.c:{NEXT}:"),
        ("words", b"no C at all\nbut text\n", 3, "words.c:1:"),
        ("plain", b"int answer = 42;\n", 2, "is no source of a livepatch"),
        ("empty", b"", 2, "empty"),
        ("zeros", b"\0" * 100, 2, "not an ELF file"),
    ]


def test_damaged(bench):
    for name, content, status, message in damaged(bench):
        path = bench.path("home") / f"{name}.c"
        path.write_bytes(content)
        before = sorted(bench.path("home").iterdir())
        result = bench.expect(f"source: {name}", [*CHECK, path], status, [], message)
        bench.results.ok(SECRET.encode() not in result.stdout + result.stderr and
                         b"root:" not in result.stdout + result.stderr and
                         before == sorted(bench.path("home").iterdir()),
                         f"source: {name} shows no other file and writes none")


def test_commands(bench):
    folder = bench.path("build")
    folder.mkdir()
    (folder / "p.c").write_bytes(GOOD)
    check = ("check", "--kernel", "kernels/default", "--kdir", "build/compile_commands.json")
    hostile = [
        ("a plugin", "gcc -fplugin=evil.so -c p.c", "-fplugin=evil.so could load code"),
        ("a list of flags", "gcc @flags -c p.c", "@flags could load"),
        ("a file from outside", "gcc -include /etc/passwd -c p.c", "/etc/passwd includes a file"),
        ("a flag for the compiler proper", "gcc -Xclang -load -c p.c", "-Xclang could load"),
    ]
    for name, command, message in hostile:
        entry = {"directory": str(folder), "file": "p.c", "command": command}
        (folder / "compile_commands.json").write_text(json.dumps([entry]))
        bench.expect(f"compile_commands.json with {name}", [*check, "build/p.c"], 3, [],
                     ["compile_commands.json", message])
    for name, text, message in (("no JSON", "[{", "is no JSON"), ("no list", "{}", "is no list"),
                                ("no command", json.dumps([{"directory": str(folder),
                                                            "file": "p.c"}]), "has no command")):
        (folder / "compile_commands.json").write_text(text)
        bench.expect(f"compile_commands.json: {name}", [*check, "build/p.c"], 3, [], [message])
    (folder / "compile_commands.json").write_text("[]")
    bench.expect("compile_commands.json without the file", [*check, "build/p.c"], 2, [],
                 ["does not list this file"])
    bench.expect("--kdir that is no folder of headers",
                 ["check", "--kernel", "kernels/default", "--kdir", "home", "build/p.c"], 2, [],
                 ["has no include/generated/autoconf.h"])


def run(bench):
    if not (pathlib.Path(bench.klpvet).parent.parent / "source/clang/klpvet-source.so").exists():
        bench.results.note("built without libclang: C source is not tested")
        return
    test_findings(bench)
    test_damaged(bench)
    test_commands(bench)
