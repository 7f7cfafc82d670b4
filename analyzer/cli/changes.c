/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/changes.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

enum { ARGUMENTS_MAX = 24 };

/*
 * What every call begins with: nothing that the repository's configuration names is started, and
 * names are told as they are.
 */
static const char *const common[] = {
	"git",
	"--no-pager",
	"--no-optional-locks",
	"--literal-pathspecs",
	"-c",
	"core.fsmonitor=false",
	"-c",
	"core.hooksPath=/dev/null",
	"-c",
	"core.quotePath=false",
	"-c",
	"diff.external=",
	"-c",
	"submodule.recurse=false",
};

/* One run of git. */
typedef struct {
	char *output, *messages;
	gsize size;
	bool succeeded;
} run;

static void run_clear(run *of)
{
	g_free(of->output);
	g_free(of->messages);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(run, run_clear)

/*
 * The environment for git: messages in English, no questions, no foreign program. GIT_DIR and its
 * kin, which git sets for hooks, stay what they are although git runs in another folder.
 */
static char **git_environment(void)
{
	static const char *const paths[] = {"GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE",
					    "GIT_COMMON_DIR"};
	char **environment = g_get_environ();

	for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
		const char *value = g_environ_getenv(environment, paths[i]);
		g_autofree char *absolute = value ? g_canonicalize_filename(value, NULL) : NULL;

		if (absolute)
			environment = g_environ_setenv(environment, paths[i], absolute, TRUE);
	}
	environment = g_environ_setenv(environment, "LC_ALL", "C", TRUE);
	environment = g_environ_setenv(environment, "GIT_TERMINAL_PROMPT", "0", TRUE);
	environment = g_environ_unsetenv(environment, "GIT_EXTERNAL_DIFF");
	return g_environ_unsetenv(environment, "GIT_TRACE");
}

/* Everything in the memory file @descriptor, which is closed; g_free(). */
static char *take_memory(int descriptor, gsize *size)
{
	off_t length = lseek(descriptor, 0, SEEK_END);
	char *text = g_malloc0((gsize)MAX(length, 0) + 1);
	gsize got = 0;

	while (length > 0 && got < (gsize)length) {
		ssize_t more = pread(descriptor, text + got, (gsize)length - got, (off_t)got);

		if (more <= 0)
			break;
		got += (gsize)more;
	}
	close(descriptor);
	*size = got;
	return text;
}

/* Starts @argv in @folder and waits for it; what it writes goes to the two descriptors. */
static gboolean spawn(const char *folder, const char *const *argv, int output, int messages,
		      bool *succeeded, GError **error)
{
	g_auto(GStrv) environment = git_environment();
	int status = -1;
	GPid child;

	if (!g_spawn_async_with_fds(folder, (char **)argv, environment,
				    G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
				    &child, -1, output, messages, error))
		return FALSE;
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	*succeeded = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	g_spawn_close_pid(child);
	return TRUE;
}

/* Runs git in @folder with @arguments, which NULL ends. No shell is involved. */
static gboolean run_git(const char *folder, const char *const *arguments, run *result,
			GError **error)
{
	const char *argv[G_N_ELEMENTS(common) + ARGUMENTS_MAX];
	/* Memory files: whatever order git writes in, neither stream can fill up and block. */
	int output = memfd_create("git output", MFD_CLOEXEC);
	int messages = memfd_create("git messages", MFD_CLOEXEC);
	g_autoptr(GError) problem = NULL;
	gboolean started;
	gsize ignored;
	guint count = 0;

	for (guint i = 0; i < G_N_ELEMENTS(common); i++)
		argv[count++] = common[i];
	for (guint i = 0; arguments[i]; i++)
		argv[count++] = arguments[i];
	argv[count] = NULL;
	started = spawn(folder, argv, output, messages, &result->succeeded, &problem);
	result->output = take_memory(output, &result->size);
	result->messages = take_memory(messages, &ignored);
	if (!started)
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
			    "%s: --changed-since needs git, which cannot be run: %s", folder,
			    problem->message);
	return started;
}

/* What git said last, in one line. */
static const char *last_words(run *result)
{
	char *newline;

	g_strchomp(result->messages);
	newline = strrchr(result->messages, '\n');
	return newline ? newline + 1 : result->messages;
}

static gboolean fail(const char *folder, GError **error, const char *message, run *result)
{
	const char *words = last_words(result);

	g_set_error(error, KV_ERROR, KV_ERROR_USAGE, "%s: %s%s%s%s", folder, message,
		    words[0] ? " (git: " : "", words, words[0] ? ")" : "");
	return FALSE;
}

static gboolean check_repository(const char *folder, GError **error)
{
	static const char *const arguments[] = {"rev-parse", "--is-inside-work-tree", NULL};
	g_auto(run) result = {0};

	if (!run_git(folder, arguments, &result, error))
		return FALSE;
	if (!result.succeeded || !g_str_has_prefix(result.output, "true"))
		return fail(folder, error,
			    "--changed-since needs a directory in the working tree of a git "
			    "repository",
			    &result);
	return TRUE;
}

/* The name of the commit @revision; g_free(). */
static char *resolve(const char *folder, const char *revision, GError **error)
{
	g_autofree char *wanted = g_strconcat(revision, "^{commit}", NULL);
	const char *const arguments[] = {"rev-parse",	     "--verify", "--quiet",
					 "--end-of-options", wanted,	 NULL};
	g_auto(run) result = {0};

	if (!run_git(folder, arguments, &result, error))
		return NULL;
	/* "^A" would come out as that. */
	if (!result.succeeded || !g_ascii_isxdigit(result.output[0])) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
			    "%s: --changed-since: '%s' is no revision of its repository; a shallow "
			    "clone has to fetch it first",
			    folder, revision);
		return NULL;
	}
	return g_strchomp(g_steal_pointer(&result.output));
}

/* Where the history of HEAD left @commit; g_free(). */
static char *fork_point(const char *folder, const char *commit, const char *revision,
			GError **error)
{
	const char *const arguments[] = {"merge-base", "--end-of-options", commit, "HEAD", NULL};
	g_auto(run) result = {0};

	if (!run_git(folder, arguments, &result, error))
		return NULL;
	if (!result.succeeded || !result.output[0]) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
			    "%s: --changed-since: HEAD and '%s' have no common history; a shallow "
			    "clone has to fetch more of it",
			    folder, revision);
		return NULL;
	}
	return g_strchomp(g_steal_pointer(&result.output));
}

/* Appends the names, each of which a zero byte ends. */
static void add_names(GPtrArray *names, const run *result)
{
	const char *at = result->output, *end = at + result->size;

	while (at < end) {
		size_t length = strnlen(at, (size_t)(end - at));

		if (length > 0)
			g_ptr_array_add(names, g_strndup(at, length));
		at += length + 1;
	}
}

static gboolean list(const char *folder, const char *const *arguments, GPtrArray *names,
		     GError **error)
{
	g_auto(run) result = {0};

	if (!run_git(folder, arguments, &result, error))
		return FALSE;
	if (!result.succeeded)
		return fail(folder, error, "git cannot tell what has changed", &result);
	add_names(names, &result);
	return TRUE;
}

/* Whether @revision is HEAD in a repository that has no commit yet. */
static bool is_unborn(const char *folder, const char *revision)
{
	static const char *const arguments[] = {"rev-parse", "--verify", "--quiet", "HEAD", NULL};
	g_auto(run) result = {0};

	return strcmp(revision, "HEAD") == 0 && run_git(folder, arguments, &result, NULL) &&
	       !result.succeeded;
}

static gboolean list_changed(const char *folder, const char *revision, GPtrArray *names,
			     GError **error)
{
	static const char *const tracked[] = {"ls-files", "-z", NULL};
	g_autofree char *commit = NULL, *base = NULL;

	if (is_unborn(folder, revision))
		return list(folder, tracked, names, error);
	commit = resolve(folder, revision, error);
	base = commit ? fork_point(folder, commit, revision, error) : NULL;
	if (!base)
		return FALSE;

	const char *const changed[] = {"diff",
				       "--name-only",
				       "-z",
				       "--relative",
				       "--no-renames",
				       "--no-ext-diff",
				       "--no-textconv",
				       "--no-color",
				       "--ignore-submodules",
				       base,
				       "--",
				       NULL};

	return list(folder, changed, names, error);
}

GPtrArray *kv_changes_since(const char *folder, const char *revision, GError **error)
{
	static const char *const untracked[] = {"ls-files", "-z", "--others", "--exclude-standard",
						NULL};
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

	if (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
			    "%s: --changed-since takes a directory", folder);
		return NULL;
	}
	if (!check_repository(folder, error) || !list_changed(folder, revision, names, error) ||
	    !list(folder, untracked, names, error))
		return NULL;
	return g_steal_pointer(&names);
}
