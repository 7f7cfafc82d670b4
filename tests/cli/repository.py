# SPDX-License-Identifier: GPL-2.0-or-later
"""A git repository for tests, apart from the user's configuration."""

import os
import subprocess
import time


class Repository:
    def __init__(self, folder, environment):
        self.folder = folder
        self.environment = {
            **{key: value for key, value in environment.items() if not key.startswith("GIT_")},
            "HOME": str(folder.parent), "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Author", "GIT_AUTHOR_EMAIL": "author@example.org",
            "GIT_COMMITTER_NAME": "Author", "GIT_COMMITTER_EMAIL": "author@example.org",
            "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*",
        }
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def run(self, *command, **options):
        return subprocess.run([str(word) for word in command], cwd=self.folder, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              stdin=subprocess.DEVNULL, timeout=120,
                              env={**self.environment, **options})

    def timed(self, *command):
        """(what run() returns, seconds)"""
        begin = time.monotonic()
        return self.run(*command), time.monotonic() - begin

    def git(self, *arguments):
        result = self.run("git", *arguments)
        assert result.returncode == 0, f"git {arguments}: {result.stdout}"
        return result.stdout.strip()

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-q", "--no-verify", "-m", message)
        return self.git("rev-parse", "HEAD")

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def remove(self, name):
        os.unlink(self.folder / name)
