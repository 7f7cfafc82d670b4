/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/read.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "source/folder.h"
#include "source/parse.h"
#include "source/transfer.h"

/* What one file may take: seconds of processor time, and bytes of memory. */
enum { SECONDS_MAX = 60 };
static const rlim_t MEMORY_MAX = (rlim_t)4 << 30;

/* Where the front end is: beside the program in the folder it was built in, or installed. */
static const char *const module_places[] = {
	"../source/clang/klpvet-source.so",
	"../../../analyzer/source/clang/klpvet-source.so",
	KV_MODULE_FROM_BIN "/klpvet-source.so",
};

static char *program_folder(void)
{
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);

	return program ? g_path_get_dirname(program) : NULL;
}

static char *module_path(void)
{
	g_autofree char *folder = program_folder();

	for (guint i = 0; folder && i < G_N_ELEMENTS(module_places); i++) {
		g_autofree char *path = g_build_filename(folder, module_places[i], NULL);

		if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
			return g_steal_pointer(&path);
	}
	return NULL;
}

static kv_parse_function *load_front_end(GError **error)
{
	g_autofree char *path = module_path();
	void *module = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
	kv_parse_function *parse;

	if (module) {
		*(void **)&parse = dlsym(module, KV_PARSE_SYMBOL);
		if (parse)
			return parse;
	}
	g_set_error(error, KV_ERROR, KV_ERROR_SYSTEM,
		    "the front end for C source cannot be loaded: %s; install libclang and klpvet "
		    "completely, or build klpvet with libclang's development files",
		    path ? dlerror() : "klpvet-source.so is not there");
	return NULL;
}

/* What a process says first: whether facts or an error follow. */
typedef struct {
	int32_t code; /* kv_error_code; -1: facts */
	uint64_t size;
} answer_head;

static gboolean write_all(int out, const void *bytes, gsize size)
{
	for (const char *at = bytes; size > 0;) {
		ssize_t done = write(out, at, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return FALSE;
		at += done;
		size -= (gsize)done;
	}
	return TRUE;
}

static void answer(int out, int32_t code, const void *bytes, gsize size)
{
	answer_head head = {.code = code, .size = size};

	if (write_all(out, &head, sizeof(head)))
		write_all(out, bytes, size);
}

static void limit(int what, rlim_t most)
{
	struct rlimit rule = {most, most};

	setrlimit(what, &rule);
}

/* Runs in a process of its own. It writes its answer and nothing else, whatever libclang prints. */
static void read_apart(const kv_parse_request *request, int out)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autoptr(kv_c_unit) unit = NULL;
	g_autoptr(GError) error = NULL;
	kv_parse_function *parse;
	int nothing = open("/dev/null", O_RDWR);

	dup2(nothing, STDIN_FILENO);
	dup2(nothing, STDOUT_FILENO);
	dup2(nothing, STDERR_FILENO);
	limit(RLIMIT_CPU, SECONDS_MAX);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0);
#ifndef __SANITIZE_ADDRESS__
	limit(RLIMIT_AS, MEMORY_MAX);
#endif
	parse = load_front_end(&error);
	if (parse)
		unit = parse(request, &error);
	if (!unit) {
		answer(out, error->code, error->message, strlen(error->message));
		return;
	}
	kv_c_unit_write(unit, bytes);
	answer(out, -1, bytes->data, bytes->len);
}

static gboolean read_all(int in, void *bytes, gsize size)
{
	for (char *at = bytes; size > 0;) {
		ssize_t done = read(in, at, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return FALSE;
		at += done;
		size -= (gsize)done;
	}
	return TRUE;
}

static void explain_death(const char *path, int status, GError **error)
{
	gboolean slow =
		WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL);

	g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
		    "%s: this source %s; give the files as they are compiled, without generated "
		    "parts",
		    path,
		    slow ? "takes longer to read than a minute"
			 : "ends the compiler's front end (libclang): it needs more than 4 GB of "
			   "memory, nests too deeply, or meets a bug there");
}

/* The answer of process @child. */
static kv_c_unit *take_answer(const char *path, int in, pid_t child, GError **error)
{
	answer_head head = {0};
	g_autofree char *bytes = NULL;
	gboolean whole = read_all(in, &head, sizeof(head)) && head.size < MEMORY_MAX;
	int status = 0;

	if (whole) {
		bytes = g_try_malloc0(head.size + 1);
		whole = bytes && read_all(in, bytes, head.size);
	}
	close(in);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		continue;
	if (!whole) {
		explain_death(path, status, error);
		return NULL;
	}
	if (head.code >= 0) {
		g_set_error_literal(error, KV_ERROR, head.code, bytes);
		return NULL;
	}
	return kv_c_unit_read(path, (const uint8_t *)bytes, head.size, error);
}

static kv_c_unit *read_in_process(const kv_parse_request *request, GError **error)
{
	int ends[2];
	pid_t child;

	if (pipe(ends) != 0) {
		g_set_error(error, KV_ERROR, KV_ERROR_SYSTEM, "%s: no pipe: %s", request->path,
			    g_strerror(errno));
		return NULL;
	}
	child = fork();
	if (child == 0) {
		close(ends[0]);
		read_apart(request, ends[1]);
		_exit(0);
	}
	close(ends[1]);
	if (child < 0) {
		g_set_error(error, KV_ERROR, KV_ERROR_SYSTEM, "%s: no process: %s", request->path,
			    g_strerror(errno));
		close(ends[0]);
		return NULL;
	}
	return take_answer(request->path, ends[0], child, error);
}

/* Defines @option as the kernel's include/generated/autoconf.h would; whether it is known. */
static gboolean define_option(GPtrArray *flags, const kv_source_options *options,
			      const char *option)
{
	const char *value = NULL;
	kv_fact set =
		options->config ? options->config(options->kernel, option, &value) : KV_UNKNOWN;

	if (set != KV_YES || !value)
		return set != KV_UNKNOWN;
	if (strcmp(value, "m") == 0)
		g_ptr_array_add(flags, g_strdup_printf("-D%s_MODULE=1", option));
	else
		g_ptr_array_add(flags, g_strdup_printf("-D%s=%s", option,
						       strcmp(value, "y") == 0 ? "1" : value));
	return TRUE;
}

/* The version that @release begins with: include/generated/uapi/linux/version.h. */
static void define_version(GPtrArray *flags, const char *release)
{
	unsigned int major = 0, minor = 0, patch = 0;

	if (release && sscanf(release, "%3u.%3u.%3u", &major, &minor, &patch) >= 2)
		g_ptr_array_add(flags,
				g_strdup_printf("-DLINUX_VERSION_CODE=%u",
						(major << 16) + (minor << 8) + MIN(patch, 255)));
}

/*
 * Without headers: what the source at @path asks the preprocessor about the kernel. @unknown gets
 * an option about which nothing is known, if there is one.
 */
static void define_kernel(GPtrArray *flags, const char *path, const kv_source_options *options,
			  char **unknown)
{
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *text = NULL;

	define_version(flags, options->release);
	if (!g_file_get_contents(path, &text, NULL, NULL))
		return;
	for (const char *at = strstr(text, "CONFIG_"); at; at = strstr(at, "CONFIG_")) {
		const char *end = at;
		char *option;

		while (g_ascii_isalnum(*end) || *end == '_')
			end++;
		option = g_strndup(at, (gsize)(end - at));
		at = end;
		if (g_str_has_suffix(option, "_MODULE"))
			option[strlen(option) - strlen("_MODULE")] = '\0';
		if (g_hash_table_add(known, option) && !define_option(flags, options, option) &&
		    !*unknown)
			*unknown = g_strdup(option);
	}
}

/* The headers to use; NULL: stand-ins. */
static char *chosen_kdir(const kv_source_options *options)
{
	if (g_strcmp0(options->kdir, "none") == 0)
		return NULL;
	return options->kdir ? g_strdup(options->kdir) : kv_kdir_of_release(options->release);
}

kv_c_unit *kv_source_read(const char *path, const kv_source_options *options, GError **error)
{
	g_autofree char *own = g_path_get_dirname(path);
	g_autofree char *home = realpath(options->home ? options->home : own, NULL);
	g_autofree char *module = kv_source_module_name(path);
	g_autofree char *kdir = chosen_kdir(options);
	g_autofree char *installed = kv_kdir_of_release(options->release);
	g_autofree char *unknown = NULL;
	g_auto(kv_compile_way) way = {0};
	kv_c_unit *unit;
	kv_parse_request request = {.path = path, .home = home};

	if (!home) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE, "%s: %s", path, g_strerror(errno));
		return NULL;
	}
	if (!kdir)
		kv_compile_way_stand_in(module, options->machine, &way);
	else if (!kv_compile_way_find(kdir, path, module, installed, options->machine, &way, error))
		return NULL;
	if (!kdir)
		define_kernel(way.flags, path, options, &unknown);
	g_ptr_array_add(way.flags, NULL);
	request.flags = (const char *const *)way.flags->pdata;
	request.roots = (const char *const *)way.roots->pdata;
	request.headers = kdir ? KV_HEADERS_KERNEL : KV_HEADERS_STAND_IN;
	request.headers_origin = way.origin;
	unit = read_in_process(&request, error);
	if (unit)
		unit->unknown_option = kv_c_unit_string(unit, unknown);
	return unit;
}
