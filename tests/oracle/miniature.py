# SPDX-License-Identifier: GPL-2.0-or-later
"""
The cases of corpus/ for a real kernel.

Their code is made for the miniature kernel. So that is built as a module of the real one, kv_mini,
with the flags of the corpus; its modules become modules. An object of a case that is vmlinux
becomes kv_mini, unless the real vmlinux has its functions. The kernel's build system makes modules
of the objects; what it would refuse to make is changed in the finished module.

corpus.cases says what to do with single cases, and why some are not built.
"""

import concurrent.futures
import functools
import glob
import importlib.util
import os
import re
import struct
import subprocess

import build
import cases
import convert

ROOT = os.path.dirname(cases.TESTS)
CORPUS = os.path.join(ROOT, "corpus")
LINES = os.path.join(cases.HERE, "corpus.cases")
FRAME = os.path.join(cases.HERE, "miniature")

_spec = importlib.util.spec_from_file_location("corpus_build", f"{CORPUS}/kernel/build.py")
corpus = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(corpus)

MINIATURE = "kv_mini"
# What is built with the real kernel's headers.
FRAME_PARTS = {MINIATURE: "kv_mini_main", "mini_net": "kv_mini_net"}
FRAME_SOURCE = "kv_mini_main.c"
# Where a real kernel begins, and the livepatch interface: it has its own.
NOT_BUILT = ("arch/x86/entry/entry.S", "init/salt.S", "kernel/livepatch/core.c",
             "lib/exports.S")
# Functions that the cases replace and every real kernel has, with the same parameters.
REAL = {'"cmdline_proc_show"', '"cmdline_proc_shown"', '"version_proc_show"'}
# The kernel has exports of the same names already.
NO_EXPORTS = ["-D_LINUX_EXPORT_H", "-DEXPORT_SYMBOL(symbol)=", "-DEXPORT_SYMBOL_GPL(symbol)="]
# What /proc/kv_mini shows: how often a call ends in new code.
COUNTER = "extern long kv_mini_new_code;\n"
REPLACEMENT = re.compile(r"^[\w *]+\bfixed_\w+\([^)]*\)\n\{\n", re.MULTILINE)
SHOWS_REAL = ("new", "read /proc/cmdline => ^quiet~?$")


def _case_paths():
    return [path for path in sorted(glob.glob(f"{CORPUS}/*/*/*.c"))
            if re.match(r"(bad|good)-", os.path.basename(path))]


def case_name(path):
    """"symbol/absent/bad-typo"."""
    return os.path.relpath(path, CORPUS)[:-2]


def _module_name(path):
    return case_name(path).replace("/", "_").replace("-", "_")


@functools.lru_cache
def _read(path):
    with open(path, encoding="ascii") as file:
        return file.read()


def _forwarded():
    text = _read(f"{FRAME}/{FRAME_SOURCE}")
    return set(re.findall(r"^(?:FORWARD|VARIABLE)\((\w+)\);", text, re.MULTILINE))


def _tag(text, name):
    found = re.search(rf"^ \* {name}: ?(.*)$", text, re.MULTILINE)
    return found[1] if found else None


def _stays(text, functions):
    """Whether all functions of the array @functions are in a real vmlinux."""
    array = re.search(rf"struct klp_func {functions}\[\d*\] = \{{\n(.*?)\n\}};", text, re.DOTALL)
    return array and set(re.findall(r"\.old_name = ([^, ]+)", array[1])) <= REAL


def for_real_kernel(text):
    """The source of a case with the objects' names and a licence that modpost takes."""
    def object_name(found):
        if _stays(text, found[1]):
            return found[0]
        return f'{{ .name = "{MINIATURE}", .funcs = {found[1]}'
    text = re.sub(r"\{ \.funcs = (\w+)", object_name, text)
    text, licences = re.subn(r"(?<=MODULE_LICENSE\()\".*?\"(?=\);)", '"GPL"', text)
    if not licences and "module_livepatch(" not in text:
        text += 'MODULE_LICENSE("GPL");\n'
    return text


def _calls_miniature(text):
    """Whether a replacement calls what only the miniature kernel has as it is called there."""
    names = _forwarded() - ({"seq_puts"} if "{ .funcs" in text else set())
    return re.search(rf"\b({'|'.join(sorted(names))})\(", text)


# Cases that make no module for the miniature kernel as it is built here.
UNSUITABLE = (
    (re.compile(r"^ \* (build: source|csv: )", re.M), "it is checked as source: there is no module"),
    (re.compile(r"^ \* kernel: (calls|walk)$", re.M),
     "its functions are in a variant of the miniature kernel only; "
     "tests/real/modules has livepatches of real functions for the rule"),
)


def _default_lines(text):
    """What to load first: the modules that are patched, and what they and the livepatch need."""
    for pattern, reason in UNSUITABLE:
        if pattern.search(text):
            return {"not-built": f"any {reason}"}
    text = for_real_kernel(text)
    objects = re.findall(r"\.name = \"(.*?)\"", text)
    wanted = [module for _, module, _ in corpus.MODULE_LIST if cases.module_name(module) in objects]
    if wanted or MINIATURE in objects or _calls_miniature(text):
        wanted.insert(0, MINIATURE)
    return {"before": " ".join(wanted)}


def _with_previous(path, lines):
    """@lines of the case, with the livepatches loaded that it comes after."""
    names = (_tag(_read(path), "previous") or "").split()
    previous = [f"{os.path.dirname(path)}/{name}.c" for name in names]
    if not previous or "not-built" in lines:
        return lines
    before = [module for other in previous for module in _default_lines(_read(other))["before"].split()]
    before += lines["before"].split()
    # What they need, each once, and then they themselves.
    needed = list(dict.fromkeys(before))
    return {**lines, "before": " ".join([*needed, *map(_module_name, previous)])}


def _default_steps(text):
    sees = "fixed_cmdline_proc_show" in text and '"cmdline_proc_show"' in text and '"quiet' in text
    return [SHOWS_REAL] if sees and _stays(text, "(?:vmlinux_)?funcs") else []


def all_sources():
    """Every case of the corpus; "not-built" among its lines says why one is not built."""
    known = cases.lines_of(LINES)
    for path in _case_paths():
        text, name = _read(path), _module_name(path)
        lines, steps = cases.parse(f"{LINES}: {case_name(path)}", known.pop(case_name(path), ""))
        lines = {**_with_previous(path, _default_lines(text)), **lines}
        yield cases.Source(name, path, lines, steps or _default_steps(text))
    if known:
        raise cases.CaseError(f"{LINES}: no such case: {', '.join(sorted(known))}")


def _compile(name, flags, output, source_folder):
    """Compiles a file of @source_folder as the corpus does."""
    command = corpus.compile_command("gcc", name, output, flags, "kv")
    subprocess.run([*command, "-w"], cwd=source_folder, check=True)


def _undefined(path):
    done = subprocess.run(["nm", "-u", path], check=True, stdout=subprocess.PIPE, text=True)
    return [line.split()[-1] for line in done.stdout.splitlines()]


def _forward(path, others=()):
    """Lets the object at @path call functions of the miniature kernel, or @others: {name: name}."""
    names = {name: f"{MINIATURE}_{name}" for name in _undefined(path) if name in _forwarded()}
    names.update(others)
    subprocess.run(["objcopy", *(f"--redefine-sym={old}={new}" for old, new in names.items()),
                    path], check=True)


def _object_of_case(source, folder, output):
    text = for_real_kernel(_read(source.path))
    if MINIATURE in source.lines["before"].split():
        text = COUNTER + REPLACEMENT.sub(r"\g<0>\tkv_mini_new_code++;\n", text)
    copy = f"{folder}/{source.name}.txt"
    build.write_changed(copy, text.encode())
    flags = ["-x", "c", "-I", os.path.dirname(source.path)]
    if "data-sections" in (_tag(text, "build") or ""):
        flags.append("-fdata-sections")
    _compile(copy, flags, output, folder)
    # Inline since Linux 6.11.
    _forward(output, {"seq_puts": "seq_printf"} if "{ .funcs" in text else {})


def _object_list(sources):
    """(module, part, how to make its object)."""
    frame = os.path.join(FRAME, "kv_mini_calls.c")
    for name in [*corpus.OBJECTS, frame]:
        if name in NOT_BUILT:
            continue
        part = "kv_" + os.path.splitext(os.path.relpath(os.path.join(corpus.SOURCE, name), ROOT)
                                        .replace("/", "_"))[0].replace("-", "_")
        flags = [] if name.endswith(".S") else [*NO_EXPORTS, "-include", "linux/types.h"]
        yield MINIATURE, part, lambda output, name=name, flags=flags: _compile(
            name, flags, output, corpus.SOURCE)
    for place, module, files in corpus.MODULE_LIST:
        for file in files:
            def make(output, name=f"{place}/{file}"):
                _compile(name, ["-DMODULE", *NO_EXPORTS, "-include", "linux/types.h"], output,
                         corpus.SOURCE)
                _forward(output)
            yield module, file[:-2] + "_part", make
    for source in sources:
        yield source.name, f"{source.name}_part", None


def _make_objects(folder, sources):
    """Compiles what changed; returns {module: [part]}."""
    modules, jobs = {module: [part] for module, part in FRAME_PARTS.items()}, []
    by_name = {source.name: source for source in sources}
    for module, part, make in _object_list(sources):
        modules.setdefault(module, []).append(part)
        jobs.append((f"{folder}/{part}.o_shipped", make, by_name.get(module)))

    def run(job):
        shipped, make, source = job
        output = f"{shipped}.new"
        if make:
            make(output)
        else:
            _object_of_case(source, folder, output)
        with open(output, "rb") as file:
            build.write_changed(shipped, file.read())
        os.unlink(output)
        # modpost reads which source an object is of, and wants to know.
        command = f"{folder}/.{os.path.basename(shipped)[:-len('_shipped')]}.cmd"
        text = f"source_{FRAME_SOURCE} := {folder}/{FRAME_SOURCE}\n\ndeps_{FRAME_SOURCE} := \\\n"
        build.write_changed(command, text.encode())
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(run, jobs))
    return modules


def _kbuild(modules):
    lines = []
    for module, parts in sorted(modules.items()):
        lines.append(f"obj-m += {module}.o")
        lines.append(f"{module}-y := {' '.join(part + '.o' for part in parts)}")
    return "\n".join(lines) + "\n"


def _set_information(module, key, value):
    """Changes a word of .modinfo, or removes it: None."""
    index = module.find(b".modinfo")
    words = [word for word in module.content(index).split(b"\0") if word]
    kept = [word for word in words if not word.startswith(key + b"=")]
    added = [] if value is None else [key + b"=" + value]
    module.replace(index, b"".join(word + b"\0" for word in kept + added))


def _set_checksum(module, value):
    """Changes that of module_layout."""
    index = module.find(b"__versions")
    content = bytearray(module.content(index))
    entry = content.index(b"module_layout\0") - 8
    content[entry:entry + 8] = struct.pack("<Q", value)
    module.replace(index, bytes(content))


def finish(content, text, release):
    """The module of the case with source @text, with what no build system would make."""
    module = convert.Module(convert.convert(content))
    licence = re.search(r"MODULE_LICENSE\(\"(.*?)\"\)", text)
    if licence and licence[1] != "GPL":
        _set_information(module, b"license", licence[1].encode())
    elif not licence and "livepatch_module_init(" in text:
        _set_information(module, b"license", None)
    vermagic = _tag(text, "vermagic")
    if vermagic:
        vermagic = vermagic[1:-1] if vermagic.startswith('"') else vermagic + " "
        _set_information(module, b"vermagic",
                         vermagic.replace(corpus.RELEASE, release).encode())
    if _tag(text, "checksum"):
        _set_checksum(module, int(_tag(text, "checksum"), 0))
    if _tag(text, "modversions") == "no":
        module.rename(module.find(b"__versions"), b".no_versions")
    return module.bytes()


def modules(kernel, folder, sources):
    """Builds the miniature kernel and the cases for @kernel; returns the names of all modules."""
    headers = kernel.headers_or_skip()
    os.makedirs(folder, exist_ok=True)
    with build.locked(folder):
        for part in FRAME_PARTS.values():
            build.write_changed(f"{folder}/{part}.c", _read(f"{FRAME}/{part}.c").encode())
        parts = _make_objects(folder, sources)
        build.write_changed(f"{folder}/Kbuild", _kbuild(parts).encode())
        build.make(headers, folder)
    return sorted(parts)


def finish_all(kernel, folder, output, sources, names):
    """Puts the modules @names in @output, as they are checked and loaded."""
    os.makedirs(output, exist_ok=True)
    by_name = {source.name: source for source in sources}
    for old in set(os.listdir(output)) - {f"{name}.ko" for name in names}:
        os.unlink(f"{output}/{old}")
    for name in names:
        with open(f"{folder}/{name}.ko", "rb") as file:
            content = file.read()
        if name in by_name:
            content = finish(content, _read(by_name[name].path), kernel.release)
        build.write_changed(f"{output}/{name}.ko", content)
