# SPDX-License-Identifier: GPL-2.0-or-later
"""The hooks through pre-commit itself, and the jobs of docs/ci as far as they run offline."""

import importlib.util
import json
import os
import pathlib
import shutil
import subprocess

from repository import Repository
from trees import MAIN, SHOW

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CI = ROOT / "docs" / "ci"
# What each livepatch patches: no two of one module may patch the same function.
GOOD = {"first": "vmlinux cmdline_proc_show klpp_cmdline_proc_show\n",
        "second": "vmlinux version_proc_show klpp_version_proc_show\n",
        "third": "mini_gfx mini_gfx_fill klpp_mini_gfx_fill\n",
        "fourth": "vmlinux __x64_sys_getrlimit klpp_getrlimit\n"}
REPLACEMENTS = {"first": "int klpp_cmdline_proc_show(struct seq_file *m, void *v)",
                "second": "int klpp_version_proc_show(struct seq_file *m, void *v)",
                "third": "int klpp_mini_gfx_fill(struct gfx_buffer *buffer, unsigned int color)",
                "fourth": "long klpp_getrlimit(const struct pt_regs *regs)"}
BAD = "vmlinux do_prlimit klpp_do_prlimit\n"
SECONDS = 2


def missing(bench, *needed):
    """Whether one of them, a command or a module of Python, is not there; then says so."""
    for name in needed:
        if shutil.which(name) or importlib.util.find_spec(name):
            continue
        if os.environ.get("KLPVET_FORBID_SKIP"):
            bench.results.ok(False, f"{name} is installed")
        else:
            bench.results.ok(True, f"hooks # SKIP {name} is not installed")
        return True
    return False


def make_commands(bench):
    """A folder for PATH with klpvet, and python3 for programs that ask for the system's."""
    folder = bench.path("commands")
    folder.mkdir()
    (folder / "klpvet").symlink_to(bench.klpvet)
    return f"{folder}:{os.environ['PATH']}"


def make_hooks(bench):
    """A repository with the hooks, as pre-commit gets it; returns (path, revision)."""
    hooks = Repository(bench.path("hooks"), bench.environment)
    hooks.write(".pre-commit-hooks.yaml", (ROOT / ".pre-commit-hooks.yaml").read_text())
    return hooks.folder, hooks.commit("hooks")


def make_livepatches(bench, hook):
    repository = Repository(bench.path(f"livepatches-{hook}"), bench.environment)
    path, revision = make_hooks_once(bench)
    # The index is warm: pre-commit itself is what takes time.
    repository.environment |= {"PATH": bench.commands, "PRE_COMMIT_HOME": str(bench.path("pc")),
                               "XDG_CACHE_HOME": str(bench.folder / "cache"),
                               "PRE_COMMIT_COLOR": "never"}
    repository.write(".pre-commit-config.yaml", json.dumps({"repos": [{
        "repo": str(path), "rev": revision,
        "hooks": [{"id": hook, "args": ["--kernel", str(bench.kernels / "default")]}]}]}))
    repository.write("livepatch_main.c", MAIN)
    repository.commit("begin")
    result = repository.run("pre-commit", "install")
    bench.results.ok(result.returncode == 0, f"{hook}: pre-commit install", result.stdout)
    return repository


def make_hooks_once(bench):
    if not hasattr(bench, "hooks"):
        bench.hooks = make_hooks(bench)
        bench.commands = make_commands(bench)
    return bench.hooks


def add(repository, name, more=""):
    repository.write(f"{name}/patched_funcs.csv", GOOD[name] + more)
    repository.write(f"{name}/livepatch_{name}.c",
                     "%s\n{\n\treturn 0;\n}\n" % REPLACEMENTS[name])


def commit(repository, message):
    """git commit, which runs the hook; (exit status, what it prints)."""
    repository.git("add", "-A")
    result = repository.run("git", "commit", "-q", "-m", message)
    return result.returncode, result.stdout


def is_sanitized(program):
    return b"__asan_init" in pathlib.Path(program).read_bytes()


def test_hook(bench, hook):
    repository = make_livepatches(bench, hook)
    for name in ("first", "second"):
        add(repository, name)
        status, text = commit(repository, name)
        bench.results.ok(status == 0 and "Passed" in text, f"{hook}: the {name} is committed", text)
    add(repository, "third", BAD)
    status, text = commit(repository, "third")
    wanted = ["Failed", "exit code: 1", "third on 6.1.0-klpvet-mini: ", "inline-copies",
              "third/patched_funcs.csv:2", "__x64_sys_getrlimit", "fix: patch all functions listed"]
    lacking = [words for words in wanted if words not in text]
    bench.results.ok(status != 0 and not lacking and "first on" not in text,
                     f"{hook}: the bad one is blocked, with what is wrong and what to do",
                     [f"not said: {lacking}", *text.splitlines()])
    bench.results.equal(repository.git("log", "-1", "--format=%s"), "second",
                        "nothing was committed")

    repository.write("third/livepatch_third.c", SHOW + "\n"
                     "/* klpvet: allow(inline-copies) reason: getrlimit(2) only reads */\n"
                     "int klpp_do_prlimit(void)\n{\n\treturn 0;\n}\n")
    status, text = commit(repository, "third")
    bench.results.ok(status == 0, f"{hook}: with a suppression it passes", text)
    repository.write("README", "text\n")
    status, text = commit(repository, "readme")
    bench.results.ok(status == 0 and "Skipped" in text, f"{hook}: other files are skipped", text)

    add(repository, "fourth")
    repository.git("add", "-A")
    results = [repository.timed("pre-commit", "run", hook) for _ in range(3)]
    seconds = min(seconds for _, seconds in results)
    # A build with sanitizers is not what people use.
    bench.results.ok(all(result.returncode == 0 for result, _ in results)
                     and (seconds < SECONDS or is_sanitized(bench.klpvet)),
                     f"{hook}: answers in under {SECONDS} s", f"{seconds:.2f} s")


def load(path):
    import yaml
    return yaml.safe_load(path.read_text())


def test_manifest(bench):
    for hook in load(ROOT / ".pre-commit-hooks.yaml"):
        bench.results.ok({"id", "name", "entry", "language", "files"} <= hook.keys()
                         and hook["language"] == "system", f"hook {hook['id']} is complete", hook)
        bench.results.ok(bench.run(*hook["entry"].split()[1:2], "--help").returncode == 0,
                         f"hook {hook['id']} calls klpvet")
    result = subprocess.run(["pre-commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml"],
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            env={**bench.environment, "HOME": str(bench.folder)})
    bench.results.ok(result.returncode == 0, "pre-commit takes the manifest", result.stdout)


def test_jobs(bench):
    """What the jobs run once klpvet is installed and the index of the kernel is in the cache."""
    gitlab = load(CI / "gitlab-ci.yml")["klpvet"]
    github = load(CI / "github-workflow.yml")
    # YAML 1.1 reads "on" as true.
    bench.results.ok(True in github or "on" in github, "the workflow says when it runs")
    steps = github["jobs"]["klpvet"]["steps"]
    bench.results.equal(gitlab["cache"]["key"], "klpvet-$KLPVET_BUILD_ID",
                        "GitLab keeps the index by build-id")
    cached, = (step["with"] for step in steps if step.get("uses", "").startswith("actions/cache@"))
    bench.results.equal((cached["key"], cached["path"]),
                        ("klpvet-${{ env.KLPVET_BUILD_ID }}", ".klpvet-cache"),
                        "GitHub keeps the index by build-id")
    bench.results.equal(gitlab["cache"]["paths"], [gitlab["variables"]["KLPVET_CACHE"]],
                        "what GitLab keeps is the cache")
    for name, text in (("gitlab", "\n".join(gitlab["before_script"] + gitlab["script"])),
                       *(("github", step["run"]) for step in steps if "run" in step)):
        result = subprocess.run(["bash", "-n"], input=text, text=True, stderr=subprocess.PIPE)
        bench.results.ok(result.returncode == 0, f"the shell takes the lines of {name}",
                         result.stderr)
        bench.results.ok("${{" not in text, f"{name}: nothing of the event is put into commands")

    repository = Repository(bench.path("merge"), bench.environment)
    repository.write("livepatch_main.c", MAIN)
    add(repository, "first", BAD)
    repository.write(".gitignore", ".klpvet-cache\nklpvet.json\n")
    repository.commit("begin")
    repository.git("remote", "add", "origin", str(repository.folder))
    repository.git("fetch", "-q", "origin")
    repository.git("checkout", "-q", "-b", "topic")
    add(repository, "second")
    repository.commit("topic")
    environment = job_environment(bench, repository)
    check = ("github", [step["run"] for step in steps if "check " in step.get("run", "")])
    for name, lines in (("gitlab", gitlab["script"]), check):
        for more, wanted in ((BAD, 1), ("", 0)):
            add(repository, "second", more)
            repository.commit("second")
            result = repository.run("bash", "-eu", "-o", "pipefail", "-c",
                                    environment["PREPARE"] + "\n" + "\n".join(lines), **environment)
            report = json.loads((repository.folder / "klpvet.json").read_text())
            bench.results.equal((result.returncode, [each["input"] for each in report["checks"]]),
                                (wanted, ["second"]),
                                f"{name}: a merge request that is to end with {wanted}")


def job_environment(bench, repository):
    """That of a job behind its installation, with a warm cache: klpvet-ci gets nothing."""
    sources = bench.path("merge.klpvet")
    (sources / "docs").mkdir(parents=True)
    (sources / "docs" / "ci").symlink_to(CI)
    temporary = bench.path("runner")
    temporary.mkdir()
    (temporary / "klpvet").symlink_to(sources)
    cache = repository.folder / ".klpvet-cache" / "klpvet"
    environment = {"XDG_CACHE_HOME": str(cache.parent)}
    text = bench.run("index", "--kernel", "kernels/default", environment=environment).stdout
    build_id = dict(line.split(None, 1) for line in text.decode().splitlines()[1:])["build-id"]
    release = "6.1.0-klpvet-mini"
    kernel = cache / "kernels" / release
    kernel.mkdir(parents=True)
    (kernel / "boot").mkdir()
    shutil.copy(bench.kernels / "default/.config", kernel / f"boot/config-{release}")
    shutil.copytree(bench.kernels / "default/lib", kernel / "lib")
    return {"PATH": bench.commands, "CI_PROJECT_DIR": str(repository.folder), "CI": "true",
            "RUNNER_TEMP": str(temporary), "GITHUB_WORKSPACE": str(repository.folder),
            "BASE_REF": "main", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
            "KLPVET_KERNEL": release, "KLPVET_BUILD_ID": build_id,
            "KLPVET_CACHE": ".klpvet-cache",
            "PREPARE": f'"{sources}/docs/ci/klpvet-ci" prepare'}


def run(bench):
    if missing(bench, "git", "pre-commit", "yaml"):
        return
    test_manifest(bench)
    bench.run("index", "--kernel", "kernels/default")
    test_hook(bench, "klpvet-trees")
    test_hook(bench, "klpvet-source")
    test_jobs(bench)
