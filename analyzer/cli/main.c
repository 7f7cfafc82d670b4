/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/distance.h"
#include "cli/command.h"
#include "cli/output.h"

static const kv_command commands[] = {
	{"check", "check livepatches against kernels", kv_command_check},
	{"func", "say whether a function may be patched, and what else must be", kv_command_func},
	{"index", "build a kernel's index ahead of time", kv_command_index},
	{"rules", "list the rules", kv_command_rules},
	{"explain", "explain a rule", kv_command_explain},
};

/* A broken invariant must not look like a finding, nor like a crash of something else. */
static void on_log(const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
	bool fatal = level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);

	fprintf(stderr, "klpvet: %s%s\n",
		fatal ? "this is a bug in klpvet, please report it: " : "", message);
	if (fatal)
		_exit(KV_EXIT_BUG);
}

static GString *help_text(void)
{
	GString *text = g_string_new(
		"Usage: klpvet COMMAND [OPTION...]\n"
		"Says before a Linux livepatch is loaded whether it will do what it should.\n"
		"\n"
		"Commands:\n");

	for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
		g_string_append_printf(text, "  %-10s %s\n", commands[i].name, commands[i].summary);
	g_string_append(text, "\n"
			      "  klpvet help COMMAND     options of a command\n"
			      "  klpvet --version        version\n"
			      "\n"
			      "Exit status:\n"
			      "  0  complete, and nothing found that counts\n"
			      "  1  findings that count\n"
			      "  2  wrong usage: options, missing files, files of the wrong kind\n"
			      "  3  something could not be checked\n"
			      "  4  a bug in klpvet\n"
			      "When several apply, the first of 4, 2, 1, 3 is taken.\n");
	return text;
}

static const kv_command *find_command(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	}
	return NULL;
}

static int fail_unknown(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
		if (kv_name_resembles(name, commands[i].name))
			return kv_command_usage("there is no command '%s'; do you mean %s?", name,
						commands[i].name);
	}
	return kv_command_usage("there is no command '%s'; see klpvet --help", name);
}

static int run_command(const kv_command *command, int argc, char **argv)
{
	g_autofree char *program = g_strconcat("klpvet ", command->name, NULL);

	argv[0] = program;
	g_set_prgname(program);
	return command->run(argc, argv);
}

/* Runs the command that @argv begins with. */
static int run_named(int argc, char **argv)
{
	const kv_command *command = find_command(argv[0]);

	return command ? run_command(command, argc, argv) : fail_unknown(argv[0]);
}

/* "klpvet help" is "klpvet --help", and "klpvet help NAME" is "klpvet NAME --help". */
static int run_help(const char *help, int argc, char **argv)
{
	char option[] = "--help";
	char *asked[] = {argc > 1 ? argv[1] : NULL, option, NULL};

	if (argc > 2)
		return kv_command_usage("'%s' is too much: klpvet help takes one command", argv[2]);
	if (argc < 2 || strcmp(argv[1], "help") == 0)
		return kv_output_write(help);
	return run_named(2, asked);
}

int main(int argc, char **argv)
{
	g_autoptr(GString) help = NULL;

	g_log_set_default_handler(on_log, NULL);
	/* A closed pipe and a limit on file sizes are errors of write(), with a message. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);

	help = help_text();
	if (argc < 2) {
		fputs(help->str, stderr);
		return KV_EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return kv_output_write(help->str);
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0)
		return kv_output_write("klpvet " KV_VERSION "\n");

	if (strcmp(argv[1], "help") == 0)
		return run_help(help->str, argc - 1, argv + 1);
	return run_named(argc - 1, argv + 1);
}
