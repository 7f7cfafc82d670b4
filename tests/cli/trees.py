# SPDX-License-Identifier: GPL-2.0-or-later
"""Directories with the source of livepatches: layouts, conditions, suppressions, bad input."""

import json

CHECK = ("check", "--kernel", "kernels/default")
MAIN = """\
static struct klp_patch patch = {
	.mod = THIS_MODULE,
	.objs = objs,
	.replace = true,
};
@@KLP_PATCHES_INIT_CALLS@@
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
"""
SHOW = """\
#include <linux/seq_file.h>

int klpp_cmdline_proc_show(struct seq_file *m, void *v)
{
	return 0;
}
"""


def write_tree(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def make(bench, name, files):
    write_tree(bench.path(name), files)
    return name


def report_of(bench, *arguments):
    result = bench.run(*CHECK, "--format", "json", *arguments)
    return json.loads(result.stdout)


def functions(check):
    return [(function["object"], function["function"]) for function in check["functions"]]


def test_suse_layout(bench):
    make(bench, "suse", {
        "livepatch_main.c": MAIN,
        "Makefile": "obj-m := livepatch-main.o\n",
        "bsc1/patched_funcs.csv": "vmlinux do_prlimit klpp_do_prlimit\n\n"
                                  "\tmini_gfx   mini_gfx_fill\tklpp_fill\r\n"
                                  "vmlinux type_show,2 klpp_type_show",
        "bsc1/livepatch_bsc1.c": "int klpp_do_prlimit(void *task, unsigned int resource, void *new, "
                               "void *old)\n{\n}\n",
        "bsc2/patched_funcs.csv": "vmlinux cmdline_proc_show klpp_cmdline_proc_show\n",
        "bsc2/livepatch_bsc2.c": SHOW,
    })
    bench.expect("a tree", [*CHECK, "suse"], 1,
                 ["suse/bsc1 on", "suse/bsc2 on .*nothing found",
                  r"at suse/bsc1/patched_funcs.csv:1", "Cumulative", "refuses it with EBUSY",
                  r"grep -l 1 /sys/kernel/livepatch/\*/transition"])
    report = report_of(bench, "suse/")
    bench.results.equal([(check["input"], check["livepatch"]) for check in report["checks"]],
                        [("suse/bsc1", "bsc1"), ("suse/bsc2", "bsc2")],
                        "one result for each livepatch")
    bench.results.equal(functions(report["checks"][0]),
                        [("vmlinux", "do_prlimit"), ("vmlinux", "type_show,2"),
                         ("mini_gfx", "mini_gfx_fill")],
                        "vmlinux first, lines grouped by object")
    bench.results.equal([check["loading"]["cumulative"] for check in report["checks"]],
                        [True, True], "livepatch_main.c says that it is cumulative")
    bench.results.equal([(finding["rule"], finding["location"]) for finding in report["findings"]],
                        [("inline-copies", {"file": "suse/bsc1/patched_funcs.csv", "line": 1})],
                        "findings have the line of the list")
    for name in ("suse/bsc2/patched_funcs.csv", "suse/bsc2/livepatch_bsc2.c"):
        bench.expect(f"{name.rsplit('/', 1)[1]} stands for its livepatch", [*CHECK, name], 0,
                     [r"suse/bsc2 on .*nothing found", "no findings"])
    bench.expect("two files of one livepatch", [*CHECK, "suse/bsc2/patched_funcs.csv",
                                                "suse/bsc2/livepatch_bsc2.c"], 0,
                 [r"^(?!(?s:.*suse/bsc2 on.*suse/bsc2 on))"])


def test_one_module(bench):
    """The livepatches under one livepatch_main.c become one module: what others patch counts."""
    hosts = "".join(f"vmlinux {name} new_{name}\n" for name in
                    ("__x64_sys_getrlimit", "__ia32_sys_getrlimit", "__x64_compat_sys_getrlimit",
                     "__ia32_compat_sys_getrlimit"))
    make(bench, "joint", {
        "livepatch_main.c": MAIN,
        "bsc1/patched_funcs.csv": "vmlinux do_prlimit klpp_do_prlimit\n",
        "bsc2/patched_funcs.csv": hosts,
    })
    bench.expect("the functions with copies are patched by another livepatch",
                 [*CHECK, "joint"], 0, ["joint/bsc1 on .*nothing found", "no findings",
                                        "every function with a copy is patched too"])
    bench.path("joint/livepatch_main.c").unlink()
    bench.expect("without livepatch_main.c they are modules of their own", [*CHECK, "joint"], 1,
                 [r"joint/bsc1 on .*partly unpatched"])
    make(bench, "twice", {
        "livepatch_main.c": MAIN,
        "bsc1/patched_funcs.csv": "vmlinux type_show,1 klpp_one\nmini_gfx type_show a\n",
        "bsc2/patched_funcs.csv": "vmlinux type_show,2 klpp_two\nvmlinux type_show,1 klpp_three\n",
    })
    report = report_of(bench, "twice")
    found = [(finding["input"], finding["function"], finding["evidence"][0]["location"])
             for finding in report["findings"] if finding["rule"] == "object-duplicate"]
    bench.results.equal(found, [
        ("twice/bsc1", "type_show,1", {"file": "twice/bsc2/patched_funcs.csv", "line": 2}),
        ("twice/bsc2", "type_show,1", {"file": "twice/bsc1/patched_funcs.csv", "line": 1})],
        "two livepatches list one function")


def test_one_folder(bench):
    make(bench, "alone", {"patched_funcs.csv": "vmlinux cmdline_proc_show new_show\n"})
    bench.expect("a livepatch without livepatch_main.c", [*CHECK, "alone"], 0,
                 ["modinfo-refused", "MODULE_LICENSE", "to check it: .*livepatch_main.c"])
    bench.expect("that is incomplete", [*CHECK, "--require-complete", "alone"], 3, "alone on")
    report = report_of(bench, "alone")
    bench.results.equal(report["checks"][0]["loading"],
                        {"cumulative": None, "errno_in_transition": "EBUSY",
                         "before": report["checks"][0]["loading"]["before"]},
                        "whether it is cumulative is not known")
    make(bench, "unlicensed", {"livepatch_main.c": 'MODULE_LICENSE("MIT");',
                               "a/patched_funcs.csv": "vmlinux cmdline_proc_show new_show\n"})
    bench.expect("a licence that the kernel refuses", [*CHECK, "unlicensed"], 1,
                 [r"\[modinfo-refused\]", "MIT", "not marked"])


# Conditions, and whether they hold for CONFIG: y, m and unset options, numbers, strings.
CONFIG = """\
CONFIG_LIVEPATCH=y
CONFIG_X86_64=y
CONFIG_BUILTIN=y
CONFIG_MODULE=m
# CONFIG_UNSET is not set
CONFIG_HZ=250
CONFIG_HEX=0x1000
CONFIG_TEXT="text"
"""
CONDITIONS = {
    "IS_ENABLED(CONFIG_BUILTIN)": True, "IS_ENABLED(CONFIG_MODULE)": True,
    "IS_ENABLED(CONFIG_UNSET)": False, "IS_ENABLED(CONFIG_NEVER_HEARD_OF)": False,
    "IS_BUILTIN(CONFIG_BUILTIN)": True, "IS_BUILTIN(CONFIG_MODULE)": False,
    "IS_MODULE(CONFIG_MODULE)": True, "IS_MODULE(CONFIG_BUILTIN)": False,
    "IS_REACHABLE(CONFIG_MODULE)": True,
    "defined(CONFIG_BUILTIN)": True, "defined CONFIG_UNSET": False,
    "defined(CONFIG_MODULE)": False, "defined(CONFIG_MODULE_MODULE)": True,
    "!defined(CONFIG_UNSET)": True, "CONFIG_BUILTIN": True, "CONFIG_UNSET": False,
    "CONFIG_HZ == 250": True, "CONFIG_HZ >= 251": False, "CONFIG_HZ>100&&CONFIG_HZ<=250": True,
    "CONFIG_HEX == 4096": True, "CONFIG_HZ != 250 || CONFIG_BUILTIN": True,
    "IS_ENABLED(CONFIG_UNSET) || (IS_ENABLED(CONFIG_MODULE) && !CONFIG_UNSET)": True,
    "1": True, "0": False, "!0": True, "-1 < 0": True, "1 /* always */": True,
    "SOME_MACRO || 1": True, "SOME_MACRO(1, (2)) && 0": False,
    "SOME_MACRO": None, "!SOME_MACRO": None, "SOME_MACRO(x) == 3": None,
    "defined(SOME_MACRO)": None,
    'CONFIG_TEXT == 1': None, "LINUX_VERSION_CODE >= KERNEL_VERSION(5, 10, 0)": None,
}


def test_conditions(bench):
    bench.write("config", CONFIG.encode())
    for number, (condition, holds) in enumerate(CONDITIONS.items()):
        name = make(bench, f"condition{number}", {
            "livepatch_main.c": MAIN,
            "patched_funcs.csv": "vmlinux version_proc_show new\n"
                                 f"vmlinux cmdline_proc_show new {condition}\n"})
        report = report_of(bench, "--config", "config", name)
        patched = ("vmlinux", "cmdline_proc_show") in functions(report["checks"][0])
        bench.results.equal((patched, bool(report["not_checked"])), (holds is True, holds is None),
                            f"condition {condition}")
    unknown = report_of(bench, "--config", "config", name)
    bench.results.ok(all("depends on" in missing["reason"] and missing["supply"]
                         for missing in unknown["not_checked"]), "what decides is said",
                     unknown["not_checked"])
    make(bench, "unconfigured", {"livepatch_main.c": MAIN, "patched_funcs.csv":
                                 "vmlinux cmdline_proc_show new IS_ENABLED(CONFIG_X)\n"})
    (bench.folder / "bare").mkdir()
    (bench.folder / "bare/vmlinux").write_bytes(
        (bench.kernels / "default/vmlinux").read_bytes())
    bench.expect("a condition, and no configuration",
                 ["check", "--kernel", "bare/vmlinux", "unconfigured"], 0,
                 ["Not checked", "CONFIG_X is not known", "--config"])


def test_bad_lists(bench):
    for name, line, message in (
            ("short", "vmlinux cmdline_proc_show", "expected OBJECT FUNCTION"),
            ("position", "vmlinux type_show,two new", "expected a number behind the comma"),
            ("open", "vmlinux type_show new IS_ENABLED(CONFIG_X", "condition"),
            ("operator", "vmlinux type_show new 1 ||", "condition"),
            ("deep", "vmlinux type_show new " + "(" * 100000 + "1", "condition"),
            ("signs", "vmlinux type_show new " + "!" * 100000 + "1", "condition"),
            ("zero", b"vmlinux a\0b c", "zero"),
    ):
        line = line if isinstance(line, bytes) else line.encode()
        make(bench, f"bad-{name}", {"one/patched_funcs.csv": b"\n" + line + b"\n",
                                    "two/patched_funcs.csv": "vmlinux cmdline_proc_show new\n"})
        bench.expect(f"a bad line: {name}", [*CHECK, f"bad-{name}"], 3, "two on",
                     [rf"bad-{name}/one/patched_funcs\.csv:2: .*{message}"])
    hostile = make(bench, "hostile", {"patched_funcs.csv": b"\x1b[31mobj\xff fn\x9b new 1\n"})
    for style in ("text", "json"):
        result = bench.run(*CHECK, "--format", style, hostile)
        bench.results.ok(b"\x1b" not in result.stdout + result.stderr
                         and result.stdout.decode("utf-8"), f"escape sequences in a list, {style}")


def test_escapes(bench):
    """A tree must not show files from elsewhere."""
    bench.write("secret", b"vmlinux secret_function secret_replacement\n")
    for name, files in (("link-list", {"livepatch_main.c": MAIN}),
                        ("link-source", {"patched_funcs.csv": "vmlinux cmdline_proc_show new\n"})):
        folder = bench.path(make(bench, name, files))
        link = "patched_funcs.csv" if name == "link-list" else "livepatch.c"
        (folder / link).symlink_to("../secret")
        result = bench.expect(f"a symbolic link out of the tree, {link}", [*CHECK, name], 3, [],
                              [rf"{name}/{link}: a symbolic link that leads out"])
        bench.results.ok(b"secret_" not in result.stdout + result.stderr, "nothing of it is shown")
    folder = bench.path(make(bench, "loop", {"a/patched_funcs.csv": "vmlinux cmdline_proc_show n\n",
                                             "livepatch_main.c": MAIN}))
    (folder / "a/back").symlink_to("..")
    bench.expect("a folder that links to itself", [*CHECK, "loop"], 0, "no findings")
    deep = bench.path("deep")
    deep.joinpath(*["d"] * 40).mkdir(parents=True)
    bench.expect("folders without end", [*CHECK, "deep"], 2, [], "too many directories")
    bench.path("nothing").mkdir()
    bench.expect("a folder without livepatches", [*CHECK, "nothing"], 2, [],
                 "holds no livepatch: expected a patched_funcs.csv")


def test_suppression(bench):
    source = """\
/* klpvet: allow(inline-copies) reason: getrlimit(2) only reads */
__attribute__((used)) int klpp_do_prlimit(struct task_struct { int x; } *a, unsigned b,
                                             void *c, void *d)
{
	return "}{"[0] + '{';
}
"""
    make(bench, "allowed", {"livepatch_main.c": MAIN,
                            "a/patched_funcs.csv": "vmlinux do_prlimit klpp_do_prlimit\n",
                            "a/livepatch.c": source})
    bench.expect("a suppressed finding", [*CHECK, "allowed"], 0,
                 [r"nothing found: will load", r"suppressed: 4 functions .*\[inline-copies\]",
                  r"reason: getrlimit\(2\) only reads", r"at allowed/a/livepatch.c:1",
                  r"no findings, 1 suppressed"])
    report = report_of(bench, "allowed")
    finding, = report["findings"]
    bench.results.equal(finding["suppressed"], {"reason": "getrlimit(2) only reads",
                                                "file": "allowed/a/livepatch.c", "line": 1},
                        "it stays in JSON, with the reason")
    check, = report["checks"]
    bench.results.equal((check["suppressed"], check["findings"]["error"],
                         check["prediction"]["ineffective"], report["summary"]["suppressed"]),
                        (1, 0, None, 1), "it counts for nothing else")
    bench.expect("--fail-on note does not count it", [*CHECK, "--fail-on", "note", "allowed"], 0,
                 "1 suppressed")
    (bench.path("allowed") / "a/livepatch.c").write_text(source.replace("reason: getrlimit(2)",
                                                                        ""))
    bench.expect("a suppression without a reason", [*CHECK, "allowed"], 1,
                 [r"it gives no reason  \[suppression-invalid\]", "partly unpatched", "2 errors"])
    (bench.path("allowed") / "a/livepatch.c").write_text(source.replace("inline-", "symbol-"))
    bench.expect("a suppression of what no rule is", [*CHECK, "allowed"], 1,
                 [r"there is no rule symbol-copies"])
    (bench.path("allowed") / "a/livepatch.c").write_text(source.replace("inline-copies",
                                                                        "symbol-alias"))
    bench.expect("a suppression that nothing needs", [*CHECK, "allowed"], 1,
                 [r"note: .*symbol-alias is not needed.*\[suppression-unused\]", "1 error, 1 note"])


def run(bench):
    test_suse_layout(bench)
    test_one_module(bench)
    test_one_folder(bench)
    test_conditions(bench)
    test_bad_lists(bench)
    test_escapes(bench)
    test_suppression(bench)
