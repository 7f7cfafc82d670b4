# SPDX-License-Identifier: GPL-2.0-or-later
"""Exit statuses of klpvet check, and which of several is taken."""

CHECK = ("check", "--kernel", "kernels/default")
# A kernel without debug information: the rules on inlining cannot look.
BLIND = ("check", "--kernel", "kernels/stripped")
REQUIRE, NO_REQUIRE = "--require-complete", "--no-require-complete"
FINDINGS = r"\[inline-copies\]"
MISSING = ["Not checked:", "inline-copies", "because:", "to check it:"]


def run(bench):
    expect = bench.expect
    expect("clean", [*CHECK, "good.ko"], 0, ["good.ko on .*: nothing found", "no findings"])
    expect("findings", [*CHECK, "broken.ko"], 1, [FINDINGS, "errors"])
    expect("findings that shall not count", [*CHECK, "--fail-on", "never", "broken.ko"], 0,
           [FINDINGS])
    expect("notes shall count, there are none", [*CHECK, "--fail-on", "note", "good.ko"], 0)

    expect("incomplete", [*BLIND, "good.ko"], 0, MISSING)
    expect("incomplete, and that counts", [*BLIND, REQUIRE, "good.ko"], 3, MISSING)
    for value, status in (("true", 3), ("1", 3), ("woodpecker", 3), ("", 0), ("false", 0),
                          ("0", 0)):
        expect(f"incomplete, with CI={value}", [*BLIND, "good.ko"], status, MISSING,
               environment={"CI": value})
    expect("incomplete, does not count in CI either", [*BLIND, NO_REQUIRE, "good.ko"], 0, MISSING,
           environment={"CI": "true"})
    expect("complete in CI", [*CHECK, "good.ko"], 0, environment={"CI": "true"})

    symbols = bench.path("kernels/default/System.map").read_text()
    bench.write("same.map", symbols.encode())
    bench.write("other.map", symbols.replace(" cmdline_proc_show\n", " renamed_show\n").encode())
    expect("symbols of this kernel", [*CHECK, REQUIRE, "--kallsyms", "same.map", "good.ko"], 0)
    expect("symbols of another kernel", [*CHECK, REQUIRE, "--kallsyms", "other.map", "good.ko"], 3,
           ["other.map contradicts vmlinux", "not those of this vmlinux", *MISSING])

    expect("findings before incomplete", [*BLIND, REQUIRE, "broken.ko"], 1, MISSING)
    expect("findings that do not count, and incomplete",
           [*BLIND, REQUIRE, "--fail-on", "never", "broken.ko"], 3, MISSING)
    bench.write("cut.ko", bench.path("good.ko").read_bytes()[:3000])
    expect("a damaged input", [*CHECK, "cut.ko"], 3, [], ["cut.ko"])
    expect("findings before a damaged input", [*CHECK, "cut.ko", "broken.ko"], 1, [FINDINGS],
           ["cut.ko"])
    expect("wrong usage before findings", [*CHECK, "none.ko", "broken.ko"], 2, [FINDINGS],
           ["none.ko"])
    expect("a missing kernel before findings", [*CHECK, "--kernel", "9.9.9-none", "broken.ko"], 2,
           [FINDINGS], ["9.9.9-none"])
    expect("several kernels", [*CHECK, "--kernel", "kernels/ibt", "good.ko", "broken.ko"], 1,
           ["good.ko on .*\n(.*\n)*good.ko on .*\n(.*\n)*broken.ko on"])
