/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_CLI_COMMAND_H
#define KV_CLI_COMMAND_H

#include <glib.h>

#include "base/error.h"

/*
 * One command of klpvet. It gets its own arguments, argv[0] being "klpvet NAME", and returns the
 * exit status.
 */
typedef struct kv_command {
	const char *name;
	const char *summary;
	int (*run)(int argc, char **argv);
} kv_command;

int kv_command_check(int argc, char **argv);
int kv_command_func(int argc, char **argv);
int kv_command_index(int argc, char **argv);
int kv_command_rules(int argc, char **argv);
int kv_command_explain(int argc, char **argv);

/* Prints @error to stderr, made safe for terminals, and returns the exit status that reports it. */
int kv_command_fail(const GError *error);
/* The same for a mistake on the command line. */
int kv_command_usage(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* Tells the user something on stderr that is no mistake. */
void kv_command_note(const char *format, ...) G_GNUC_PRINTF(1, 2);

/*
 * The exit status of two parts together, by how little a caller can trust the result:
 * a bug, then a mistake of the user, then findings, then what could not be checked, then clean.
 */
int kv_exit_status_worse(int a, int b);

#endif
