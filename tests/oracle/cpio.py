# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes initramfs archives: the "newc" form of cpio, as the kernel unpacks it."""

import stat


def _entry(number, name, mode, content):
    name = name.encode() + b"\0"
    fields = (number, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name), 0)
    header = b"070701" + b"".join(b"%08X" % field for field in fields) + name
    return (header + b"\0" * (-len(header) % 4) + content + b"\0" * (-len(content) % 4))


def archive(files):
    """The bytes of an archive of @files: {path without leading slash: (content, executable)}."""
    folders = sorted({path.rsplit("/", 1)[0] for path in files if "/" in path})
    entries = [(folder, stat.S_IFDIR | 0o755, b"") for folder in folders]
    entries += [(path, stat.S_IFREG | (0o755 if executable else 0o644), content)
                for path, (content, executable) in sorted(files.items())]
    parts = [_entry(number, *entry) for number, entry in enumerate(entries, 1)]
    return b"".join(parts) + _entry(0, "TRAILER!!!", 0, b"")
