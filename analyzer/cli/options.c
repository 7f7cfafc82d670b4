/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/options.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/output.h"
#include "cli/progress.h"

void kv_kernel_choice_clear(kv_kernel_choice *choice)
{
	g_strfreev(choice->kernels);
	g_strfreev(choice->config);
	g_strfreev(choice->kallsyms);
	g_strfreev(choice->modules);
	g_strfreev(choice->cache);
}

void kv_options_add_kernel(GOptionContext *context, kv_kernel_choice *choice)
{
	const GOptionEntry entries[] = {
		{"kernel", 'k', 0, G_OPTION_ARG_FILENAME_ARRAY, &choice->kernels,
		 "a release, a vmlinux, an index, a build tree or a directory with a kernel's "
		 "files; can be repeated; default: the running kernel",
		 "SPEC"},
		{"modules", 'm', 0, G_OPTION_ARG_FILENAME_ARRAY, &choice->modules,
		 "look for the kernel's modules here first", "DIR"},
		{"cache", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &choice->cache,
		 "keep indexes here; default: $XDG_CACHE_HOME/klpvet", "DIR"},
		{0},
	};

	g_option_context_add_main_entries(context, entries, NULL);
}

void kv_options_add_kernel_data(GOptionContext *context, kv_kernel_choice *choice)
{
	const GOptionEntry entries[] = {
		{"config", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &choice->config,
		 "the kernel's configuration, if it is not found beside it", "FILE"},
		{"kallsyms", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &choice->kallsyms,
		 "a System.map or /proc/kallsyms to compare vmlinux with", "FILE"},
		{0},
	};

	g_option_context_add_main_entries(context, entries, NULL);
}

void kv_options_add_color(GOptionContext *context, char **when)
{
	const GOptionEntry entries[] = {
		{"color", 0, 0, G_OPTION_ARG_STRING, when,
		 "auto, always or never; default auto; NO_COLOR is respected", "WHEN"},
		{0},
	};

	g_option_context_add_main_entries(context, entries, NULL);
}

gboolean kv_options_check_color(const char *when, GError **error)
{
	static const char *const choices[] = {"auto", "always", "never", NULL};

	if (!when || g_strv_contains(choices, when))
		return TRUE;
	g_set_error(error, KV_ERROR, KV_ERROR_USAGE, "--color: '%s' is none of auto, always, never",
		    when);
	return FALSE;
}

/*
 * GLib's own --help writes an ellipsis that a C locale turns into a question mark, and does not
 * notice when it cannot be written.
 */
static int print_help(GOptionContext *context)
{
	g_autofree char *help = g_option_context_get_help(context, TRUE, NULL);
	g_auto(GStrv) parts = g_strsplit(help, "\u2026", -1);
	g_autofree char *plain = g_strjoinv("...", parts);

	return kv_output_write(plain);
}

/* GLib keeps the "--" that ends the options when what follows looks like an option. */
static void drop_separator(int *argc, char **argv)
{
	for (int i = 1; i < *argc; i++) {
		if (strcmp(argv[i], "--") != 0)
			continue;
		memmove(&argv[i], &argv[i + 1], (size_t)(*argc - i) * sizeof(*argv));
		(*argc)--;
		return;
	}
}

gboolean kv_options_parse(GOptionContext *context, int *argc, char ***argv, GError **error)
{
	gboolean help = FALSE;
	const GOptionEntry entries[] = {
		{"help", 'h', 0, G_OPTION_ARG_NONE, &help, "show this", NULL},
		{0},
	};
	g_autoptr(GError) mistake = NULL;

	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_add_main_entries(context, entries, NULL);
	if (!g_option_context_parse(context, argc, argv, &mistake)) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE, "%s; see %s --help", mistake->message,
			    g_get_prgname());
		return FALSE;
	}
	if (help)
		exit(print_help(context));
	drop_separator(argc, *argv);
	return TRUE;
}

gboolean kv_options_check_format(const char *format, GError **error)
{
	if (!format || strcmp(format, "text") == 0 || strcmp(format, "json") == 0)
		return TRUE;
	g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
		    "--format: there is no format '%s'; there are: text, json", format);
	return FALSE;
}

gboolean kv_options_check_once(char **values, const char *option, GError **error)
{
	if (!values || !values[1])
		return TRUE;
	g_set_error(error, KV_ERROR, KV_ERROR_USAGE, "%s is given twice, with '%s' and '%s'",
		    option, values[0], values[1]);
	return FALSE;
}

gboolean kv_kernel_choice_check(const kv_kernel_choice *choice, GError **error)
{
	return kv_options_check_once(choice->config, "--config", error) &&
	       kv_options_check_once(choice->kallsyms, "--kallsyms", error) &&
	       kv_options_check_once(choice->modules, "--modules", error) &&
	       kv_options_check_once(choice->cache, "--cache", error);
}

static const char *first(char **values)
{
	return values ? values[0] : NULL;
}

guint kv_kernel_choice_count(const kv_kernel_choice *choice)
{
	return choice->kernels ? g_strv_length(choice->kernels) : 1;
}

const char *kv_kernel_choice_name(const kv_kernel_choice *choice, guint number)
{
	return choice->kernels ? choice->kernels[number] : "the running kernel";
}

kv_kernel *kv_kernel_choice_open(const kv_kernel_choice *choice, guint number, GError **error)
{
	kv_kernel_options options = {
		.spec = choice->kernels ? choice->kernels[number] : NULL,
		.config_path = first(choice->config),
		.kallsyms_path = first(choice->kallsyms),
		.modules_dir = first(choice->modules),
		.cache_dir = first(choice->cache),
		.progress = kv_progress_begin,
	};
	kv_kernel *kernel;

	if (kv_kernel_choice_count(choice) > 1 && (choice->config || choice->kallsyms)) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
			    "%s belongs to one kernel: give it with one --kernel",
			    choice->config ? "--config" : "--kallsyms");
		return NULL;
	}
	kernel = kv_kernel_open(&options, error);
	kv_progress_end();
	return kernel;
}
