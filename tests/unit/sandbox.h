/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_TESTS_UNIT_SANDBOX_H
#define KV_TESTS_UNIT_SANDBOX_H

#include <glib.h>

/* A temporary folder, removed with everything in it when it goes out of scope. */
typedef char *sandbox;

void sandbox_clear(sandbox *folder);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(sandbox, sandbox_clear)

sandbox sandbox_new(void);

/* The path of @name in the folder; valid as long as the test runs. */
const char *sandbox_path(sandbox folder, const char *name);

/* Each makes the folders above @name that are missing, and returns the path of @name. */
const char *sandbox_write(sandbox folder, const char *name, const char *text);
const char *sandbox_write_bytes(sandbox folder, const char *name, const GByteArray *bytes);
const char *sandbox_link(sandbox folder, const char *name, const char *target);

/* Replaces the file @name by one compressed as @ending (.gz, .xz, .zst) says; returns its path. */
const char *sandbox_pack(sandbox folder, const char *name, const char *ending);

#endif
