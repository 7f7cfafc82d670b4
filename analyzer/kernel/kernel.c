/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/kernel.h"

#include <stdarg.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "kernel/cache.h"
#include "kernel/config.h"
#include "indexer/image.h"
#include "kernel/kallsyms_file.h"
#include "kernel/locate.h"
#include "kernel/module_tree.h"
#include "kernel/modules.h"
#include "kernel/running.h"

/* What asking for a module has given. */
typedef struct {
	kv_index *index; /* NULL: see reason */
	char *reason, *supply;
} module_answer;

struct kv_kernel {
	kv_kernel_files *files;
	kv_index *index;
	char *cache_dir;
	bool contradicted; /* by the list of symbols that the user gave */
	void (*progress)(const char *what);
	char *release; /* NULL when nothing tells */
	GPtrArray *warnings;
	kv_config *config; /* NULL when there is none, or config_sought is not set yet */
	bool config_sought;
	kv_modules *modules;
	GHashTable *builtins; /* names; NULL without a list */
	GHashTable *answers;  /* module -> module_answer */
};

static void module_answer_free(gpointer data)
{
	module_answer *answer = data;

	kv_index_free(answer->index);
	g_free(answer->reason);
	g_free(answer->supply);
	g_free(answer);
}

static void warn(kv_kernel *kernel, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void warn(kv_kernel *kernel, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_ptr_array_add(kernel->warnings, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

static kv_kernel *kernel_new(const kv_kernel_options *options)
{
	kv_kernel *kernel = g_new0(kv_kernel, 1);

	kernel->cache_dir = g_strdup(options->cache_dir);
	kernel->progress = options->progress;
	kernel->warnings = g_ptr_array_new_with_free_func(g_free);
	kernel->answers =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, module_answer_free);
	return kernel;
}

void kv_kernel_free(kv_kernel *kernel)
{
	if (!kernel)
		return;
	g_clear_pointer(&kernel->builtins, g_hash_table_unref);
	g_hash_table_unref(kernel->answers);
	kv_modules_free(kernel->modules);
	kv_config_free(kernel->config);
	g_ptr_array_unref(kernel->warnings);
	kv_index_free(kernel->index);
	kv_kernel_files_free(kernel->files);
	g_free(kernel->release);
	g_free(kernel->cache_dir);
	g_free(kernel);
}

static kv_index *cached_index(kv_kernel *kernel, const char *image, const char *half,
			      kv_object_kind kind, GError **error)
{
	return kv_cache_index(kernel->cache_dir, image, half, kind, kernel->progress,
			      kernel->warnings, error);
}

/* The index of @image together with @half or, when the two cannot be joined, of @image alone. */
static kv_index *joined_index(kv_kernel *kernel, const char *image, char **half, kv_object_kind kind,
			      GError **error)
{
	g_autoptr(GError) problem = NULL;
	kv_index *index = *half ? cached_index(kernel, image, *half, kind, &problem) : NULL;

	if (index)
		return index;
	if (problem)
		warn(kernel, "%s is not used: %s", *half, problem->message);
	g_clear_pointer(half, g_free);
	return cached_index(kernel, image, NULL, kind, error);
}

static gboolean open_index(kv_kernel *kernel, GError **error)
{
	const char *image = kernel->files->image;

	kernel->index = kernel->files->is_index ? kv_index_open(image, error)
						: joined_index(kernel, image, &kernel->files->half,
							       KV_OBJECT_VMLINUX, error);
	if (!kernel->index)
		return FALSE;
	if (*kv_index_module(kernel->index)) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
			    "%s: the index of module %s, not of a kernel", image,
			    kv_index_module(kernel->index));
		return FALSE;
	}
	/* An index built ahead of time says where its vmlinux was, and what stood beside it. */
	if (kernel->files->is_index)
		kv_kernel_files_surround(kernel->files, kv_index_source_path(kernel->index));
	return TRUE;
}

/* Settles which release this is: the image knows better than the place it was found in. */
static void settle_release(kv_kernel *kernel)
{
	const char *own = kv_index_release(kernel->index);
	const char *place = kernel->files->release;

	kernel->release = g_strdup(*own ? own : place);
	if (*own && place && strcmp(own, place) != 0)
		warn(kernel, "%s is kernel %s, although it was found as %s", kernel->files->image,
		     own, place);
}

/* Debian rebuilds kernels under one release: the name alone does not make it the one that runs. */
static void check_running_build(kv_kernel *kernel)
{
	g_autofree char *running = kernel->files->running ? kv_running_build_id() : NULL;
	const char *own = kv_index_build_id(kernel->index);

	if (running && *own && strcmp(running, own) != 0)
		warn(kernel,
		     "%s is not the build of %s that runs: their build-ids are %s and %s; install "
		     "the "
		     "debug information of the running kernel's package version",
		     kernel->files->image, kernel->release ? kernel->release : "the kernel", own,
		     running);
}

static void check_image(kv_kernel *kernel)
{
	uint32_t locations;

	/* Where they are known there is code, and no need to open the image once more. */
	kv_index_ftrace(kernel->index, &locations);
	if (kernel->files->is_index || kernel->files->half || locations > 0 ||
	    kv_image_inspect(kernel->files->image) != KV_IMAGE_DEBUG_ONLY)
		return;
	warn(kernel,
	     "%s holds debug information without the code, so ftrace locations are not known; "
	     "install the vmlinux it was split from (SUSE: of the package kernel-default), or give "
	     "one that holds both",
	     kernel->files->image);
}

/* The configuration that the user names, which must be readable. */
static gboolean read_given_config(kv_kernel *kernel, const char *path, GError **error)
{
	g_autoptr(kv_file) file = kv_file_open(path, error);

	kernel->config = file ? kv_config_read(file, error) : NULL;
	return kernel->config != NULL;
}

/* The configuration that was found beside the image, or is inside it. */
static void read_found_config(kv_kernel *kernel)
{
	const kv_kernel_files *files = kernel->files;
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_file) image = NULL;

	kernel->config_sought = true;
	if (files->config && !read_given_config(kernel, files->config, &error))
		warn(kernel, "the configuration is not used: %s", error->message);
	if (kernel->config || files->is_index || kv_image_inspect(files->image) < KV_IMAGE_SYMBOLS)
		return;
	image = kv_file_open(files->image, NULL);
	kernel->config = image ? kv_config_embedded(image) : NULL;
}

static gboolean compare_kallsyms(kv_kernel *kernel, const char *path, GError **error)
{
	g_autoptr(kv_file) file = kv_file_open(path, error);
	guint before = kernel->warnings->len;

	if (!file || !kv_kallsyms_file_compare(file, kernel->index, kernel->warnings, error))
		return FALSE;
	kernel->contradicted = kernel->warnings->len > before;
	return TRUE;
}

/* The list beside the kernel, else that of the tree of modules that the user gave. */
static void read_builtins(kv_kernel *kernel, const char *modules_dir)
{
	const char *path = kernel->files->modules_builtin;
	g_autofree char *given = NULL;

	if (!path && modules_dir)
		path = given = g_build_filename(modules_dir, "modules.builtin", NULL);
	if (path && g_file_test(path, G_FILE_TEST_IS_REGULAR))
		kernel->builtins = kv_module_list_read(path);
}

kv_kernel *kv_kernel_open(const kv_kernel_options *options, GError **error)
{
	g_autoptr(kv_kernel) kernel = kernel_new(options);

	if (options->modules_dir && !g_file_test(options->modules_dir, G_FILE_TEST_IS_DIR)) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE, "%s: no such directory of modules",
			    options->modules_dir);
		return NULL;
	}
	kernel->files = kv_kernel_locate(options->spec, error);
	if (!kernel->files || !open_index(kernel, error))
		return NULL;

	settle_release(kernel);
	check_running_build(kernel);
	check_image(kernel);
	kv_kernel_files_find(kernel->files, kernel->release);
	kernel->modules = kv_modules_new(kernel->files, options->modules_dir);
	read_builtins(kernel, options->modules_dir);

	if (options->config_path) {
		if (!read_given_config(kernel, options->config_path, error))
			return NULL;
		kernel->config_sought = true;
	}
	if (options->kallsyms_path && !compare_kallsyms(kernel, options->kallsyms_path, error))
		return NULL;
	return g_steal_pointer(&kernel);
}

bool kv_kernel_contradicted(const kv_kernel *kernel)
{
	return kernel->contradicted;
}

const char *kv_kernel_name(const kv_kernel *kernel)
{
	return kernel->release ? kernel->release : kernel->files->image;
}

const kv_index *kv_kernel_index(const kv_kernel *kernel)
{
	return kernel->index;
}

const GPtrArray *kv_kernel_warnings(const kv_kernel *kernel)
{
	return kernel->warnings;
}

const kv_kernel_files *kv_kernel_located(const kv_kernel *kernel)
{
	return kernel->files;
}

kv_fact kv_kernel_config(const kv_kernel *kernel, const char *option, const char **value)
{
	/* Reading it, or searching vmlinux for it, takes longer than most questions. */
	if (!kernel->config_sought)
		read_found_config((kv_kernel *)kernel);
	if (kernel->config)
		return kv_config_get(kernel->config, option, value);
	if (value)
		*value = NULL;
	return KV_UNKNOWN;
}

/* CONFIG_UNIX for unix: the usual name of the option that builds a module. */
static bool configured_in(const kv_kernel *kernel, const char *module)
{
	g_autofree char *upper = g_ascii_strup(module, -1);
	g_autofree char *option = g_strconcat("CONFIG_", upper, NULL);
	const char *value = NULL;

	return kv_kernel_config(kernel, option, &value) == KV_YES && g_strcmp0(value, "y") == 0;
}

kv_fact kv_kernel_module_builtin(const kv_kernel *kernel, const char *module)
{
	if (kernel->builtins)
		return kv_fact_from_bool(g_hash_table_contains(kernel->builtins, module));

	/*
	 * An initcall alone proves nothing: arch/x86/kernel/kvm.c, which is always built in, gives
	 * its initcalls the name of the module kvm.
	 */
	if (kv_index_has_builtin(kernel->index, module) == KV_YES && configured_in(kernel, module))
		return KV_YES;
	return KV_UNKNOWN;
}

/* A module of another kernel may be given with --modules, or left in a copied tree. */
static void check_module_release(kv_kernel *kernel, const char *path, const kv_index *module)
{
	const char *vermagic = kv_index_vermagic(module);
	size_t length = strcspn(vermagic, " ");

	if (length > 0 && kernel->release &&
	    (strlen(kernel->release) != length || strncmp(kernel->release, vermagic, length) != 0))
		warn(kernel, "%s is a module of kernel %.*s, not of %s", path, (int)length,
		     vermagic, kernel->release);
}

static module_answer *find_module(kv_kernel *kernel, const char *module)
{
	module_answer *answer = g_new0(module_answer, 1);
	g_autofree char *half = NULL;
	g_autofree char *path = kv_modules_find(kernel->modules, module, kernel->warnings, &half,
						&answer->reason, &answer->supply);
	g_autoptr(GError) error = NULL;

	if (!path)
		return answer;
	answer->index = joined_index(kernel, path, &half, KV_OBJECT_MODULE, &error);
	if (answer->index) {
		check_module_release(kernel, path, answer->index);
		return answer;
	}
	answer->reason = g_strdup(error->message);
	answer->supply =
		g_strdup_printf("give the folder of an intact %s.ko with --modules", module);
	return answer;
}

const kv_index *kv_kernel_module(kv_kernel *kernel, const char *module, const char **reason,
				 const char **supply)
{
	module_answer *answer = g_hash_table_lookup(kernel->answers, module);

	if (!answer) {
		answer = find_module(kernel, module);
		g_hash_table_insert(kernel->answers, g_strdup(module), answer);
	}
	if (!answer->index) {
		*reason = answer->reason;
		*supply = answer->supply;
	}
	return answer->index;
}

bool kv_kernel_has_module_tree(const kv_kernel *kernel)
{
	return kv_modules_has_tree(kernel->modules);
}

const GPtrArray *kv_kernel_module_names(kv_kernel *kernel)
{
	return kv_modules_names(kernel->modules);
}

bool kv_kernel_passes_modules_over(kv_kernel *kernel)
{
	return kv_modules_passed_over(kernel->modules);
}

GPtrArray *kv_kernel_modules_defining(kv_kernel *kernel, const char *symbol, guint max)
{
	if (kernel->progress)
		kernel->progress("searching the modules of the kernel");
	return kv_modules_defining(kernel->modules, kernel->cache_dir, symbol, max);
}
