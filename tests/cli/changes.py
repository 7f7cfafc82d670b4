# SPDX-License-Identifier: GPL-2.0-or-later
"""--changed-since: which livepatches of a tree a range of revisions touches."""

import json
import os
import subprocess

from repository import Repository
from trees import SHOW

CHECK = ("check", "--kernel", "kernels/default")
LIST = "vmlinux cmdline_proc_show klpp_cmdline_proc_show\n"


def make(bench, name="repo"):
    repository = Repository(bench.path(name), bench.environment)
    repository.write("README", "text\n")
    for livepatch in ("a", "b", "c"):
        repository.write(f"{livepatch}/patched_funcs.csv", LIST)
        repository.write(f"{livepatch}/livepatch_{livepatch}.c", SHOW)
    repository.commit("begin")
    return repository


def checked(bench, repository, revision, folder="repo", name=None, **environment):
    """The livepatches that are checked, or the exit status when that is not 0."""
    result = bench.run(*CHECK, "--format", "json", "--changed-since", revision, folder,
                       environment={**repository.environment, **environment})
    if result.returncode:
        return result.returncode
    checks = json.loads(result.stdout)["checks"]
    return [os.path.relpath(check["input"], folder) for check in checks]


def test_what_changes(bench):
    repository = make(bench)

    def expect(name, wanted, revision="HEAD", folder="repo", **environment):
        bench.results.equal(checked(bench, repository, revision, folder, **environment), wanted,
                            name)

    expect("nothing has changed", [])
    result = bench.run(*CHECK, "--changed-since", "HEAD", "repo")
    bench.results.ok(result.returncode == 0 and b"no livepatch has changed since 'HEAD'"
                     in result.stderr and not result.stdout, "that is said", result.stderr)
    repository.write("README", "other text\n")
    expect("no source has changed", [])
    repository.write("a/livepatch_a.c", SHOW + "\n")
    expect("in the working tree", ["a"])
    repository.git("add", "-A")
    expect("staged", ["a"])
    repository.commit("a")
    expect("committed", [])
    expect("committed, from the commit before", ["a"], "HEAD~1")
    repository.write("d/patched_funcs.csv", LIST)
    expect("not known to git yet", ["d"])
    expect("in a folder of the tree", ["."], folder="repo/d")
    expect("in another folder of the tree", [], folder="repo/b")
    repository.write("shared.h", "int x;\n")
    expect("a header that all share", ["a", "b", "c", "d"])
    repository.remove("shared.h")
    repository.write("b/own.h", "int x;\n")
    expect("a header of one", ["b", "d"])
    repository.commit("more")
    repository.remove("c/livepatch_c.c")
    expect("a source that is gone", ["c"])
    repository.remove("c/patched_funcs.csv")
    expect("a livepatch that is gone", [])
    repository.git("reset", "-q", "--hard")

    repository.git("checkout", "-q", "-b", "topic", "main~1")
    repository.write("c/livepatch_c.c", SHOW + "\n\n")
    repository.commit("topic")
    expect("only what the branch itself has changed", ["c"], "main")
    expect("git is told about the index by its environment, as hooks are", ["c"], "main~1",
           GIT_INDEX_FILE=str(repository.folder / ".git/index"), GIT_DIR="repo/.git",
           GIT_WORK_TREE="repo")
    repository.git("checkout", "-q", "main")


def test_names(bench):
    """Names that try to be options, patterns, commands or other lines of a list."""
    repository = make(bench, "names")
    wanted = []
    for name in ("-rf", "$(touch owned)", "new\nline", "sp ace", "\u00fcml", "*", "'\"", ":(top)"):
        repository.write(f"{name}/patched_funcs.csv", LIST)
        wanted.append(name)
    found = checked(bench, repository, "HEAD", "names")
    bench.results.equal(sorted(found), sorted(name.replace("\n", "\\u{a}") for name in wanted),
                        "hostile names of folders")
    bench.results.ok(not any(path.name == "owned" for path in bench.folder.rglob("*")),
                     "nothing was run")
    repository.commit("names")
    for revision in ("--output=owned", "-h", "$(touch owned)", "HEAD;touch owned", "", "no such",
                     "HEAD:README", "\x1b[31m", "HEAD..", "^HEAD"):
        bench.expect(f"the revision {revision!r}",
                     [*CHECK, f"--changed-since={revision}", "names"], 2, [],
                     ["names: --changed-since: '.*' is no revision of its repository"],
                     environment=repository.environment)
    bench.results.ok(not any(path.name == "owned" for path in bench.folder.rglob("*")),
                     "no file was written")


def test_programs(bench):
    """What the configuration of the repository names must not be started."""
    repository = make(bench, "programs")
    program = bench.path("program")
    program.write_text(f"#!/bin/sh\ntouch {bench.path('started')}\n")
    program.chmod(0o755)
    for key in ("core.fsmonitor", "diff.external", "core.pager", "core.sshCommand"):
        repository.git("config", key, program)
    repository.write(".gitattributes", "*.c diff=own\n")
    repository.git("config", "diff.own.textconv", program)
    repository.git("config", "diff.own.command", program)
    repository.write("a/livepatch_a.c", SHOW + "\n")
    bench.path("started").unlink(missing_ok=True)
    bench.results.equal(checked(bench, repository, "HEAD", "programs"), ["a"],
                        "a repository that names programs")
    bench.results.ok(not bench.path("started").exists(), "none of them is started")


def test_failures(bench):
    repository = make(bench, "failures")
    plain = bench.path("plain")
    plain.mkdir()
    bench.expect("no repository", [*CHECK, "--changed-since", "HEAD", "plain"], 2, [],
                 ["plain: --changed-since needs a directory in .* git repository",
                  "not a git repository"],
                 environment={"GIT_CEILING_DIRECTORIES": str(bench.folder)})
    bench.expect("no git", [*CHECK, "--changed-since", "HEAD", "failures"], 2, [],
                 ["--changed-since needs git, which cannot be run"],
                 environment={**repository.environment, "PATH": str(plain)})
    bench.expect("a file", [*CHECK, "--changed-since", "HEAD", "good.ko"], 2, [],
                 ["good.ko: --changed-since takes a directory"])
    bench.expect("a folder that is not there", [*CHECK, "--changed-since", "HEAD", "nowhere"], 2,
                 [], ["nowhere: --changed-since takes a directory"])
    repository.git("checkout", "-q", "--orphan", "other")
    repository.commit("other")
    bench.expect("no common history", [*CHECK, "--changed-since", "main", "failures"], 2, [],
                 ["HEAD and 'main' have no common history; a shallow clone has to fetch more"],
                 environment=repository.environment)
    shallow = bench.path("shallow")
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{repository.folder}", shallow],
                   check=True, env=repository.environment, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    bench.expect("a shallow clone", [*CHECK, "--changed-since", "HEAD~1", "shallow"], 2, [],
                 ["'HEAD~1' is no revision.*shallow clone"], environment=repository.environment)
    empty = Repository(bench.path("empty"), bench.environment)
    empty.write("a/patched_funcs.csv", LIST)
    bench.results.equal(checked(bench, empty, "HEAD", "empty"), ["a"],
                        "before the first commit, everything has changed since HEAD")


def run(bench):
    test_what_changes(bench)
    test_names(bench)
    test_programs(bench)
    test_failures(bench)
