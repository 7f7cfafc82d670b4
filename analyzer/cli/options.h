/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_CLI_OPTIONS_H
#define KV_CLI_OPTIONS_H

#include <glib.h>

#include "kernel/kernel.h"

/* The options that say which kernels are meant; the strings belong to this. */
typedef struct kv_kernel_choice {
	char **kernels; /* NULL: the running one */
	char **config, **kallsyms, **modules, **cache; /* NULL, or one string */
} kv_kernel_choice;

void kv_kernel_choice_clear(kv_kernel_choice *choice);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(kv_kernel_choice, kv_kernel_choice_clear)

/* Adds --kernel and --modules to @context, to be parsed into @choice. */
void kv_options_add_kernel(GOptionContext *context, kv_kernel_choice *choice);
/* Adds --config and --kallsyms as well. */
void kv_options_add_kernel_data(GOptionContext *context, kv_kernel_choice *choice);

/* Adds --color, to be parsed into @when (NULL: not given), which kv_options_check_color() checks. */
void kv_options_add_color(GOptionContext *context, char **when);
gboolean kv_options_check_color(const char *when, GError **error);

/* KV_ERROR_USAGE unless @format, the value of --format, is NULL (not given), "text" or "json". */
gboolean kv_options_check_format(const char *format, GError **error);

/*
 * KV_ERROR_USAGE when @option was given more than once, as @values, which may be NULL, tell. GLib
 * would take the last one without a word.
 */
gboolean kv_options_check_once(char **values, const char *option, GError **error);
/* The same for the options of @choice that name one thing. */
gboolean kv_kernel_choice_check(const kv_kernel_choice *choice, GError **error);

/*
 * Parses and removes the options of @context; prints the help and ends the program for --help.
 * KV_ERROR_USAGE, with a hint where to read on, when they are wrong.
 */
gboolean kv_options_parse(GOptionContext *context, int *argc, char ***argv, GError **error);

/* How many kernels @choice names, the running one counted when it names none. */
guint kv_kernel_choice_count(const kv_kernel_choice *choice);
/* The kernel @number of @choice as the user called it. */
const char *kv_kernel_choice_name(const kv_kernel_choice *choice, guint number);
/* Opens it; see kv_kernel_open(). */
kv_kernel *kv_kernel_choice_open(const kv_kernel_choice *choice, guint number, GError **error);

#endif
