/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_KERNEL_KERNEL_H
#define KV_KERNEL_KERNEL_H

#include <glib.h>

#include "base/fact.h"
#include "index/index.h"
#include "kernel/kernel_files.h"

/*
 * One target kernel: the index of its vmlinux, its configuration and, on demand, the indexes of
 * its modules.
 */
typedef struct kv_kernel kv_kernel;

/* What the user said about the kernel; every member may be NULL. */
typedef struct kv_kernel_options {
	const char *spec; /* release, vmlinux file, build tree or directory; NULL: running kernel */
	const char *config_path;
	const char *kallsyms_path;
	const char *modules_dir; /* searched before the kernel's own trees */
	const char *cache_dir;	 /* of indexes; NULL: $XDG_CACHE_HOME/klpvet */
	void (*progress)(const char *what); /* called before a slow step */
} kv_kernel_options;

/*
 * Finds the kernel, opens its index, building it when the cache has none that fits. KV_ERROR_USAGE
 * when @options->spec names no kernel (the message lists where it was looked for).
 */
kv_kernel *kv_kernel_open(const kv_kernel_options *options, GError **error);
void kv_kernel_free(kv_kernel *kernel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_kernel, kv_kernel_free)

/* How reports call this kernel: its release, or the path of its vmlinux when it has none. */
const char *kv_kernel_name(const kv_kernel *kernel);
const kv_index *kv_kernel_index(const kv_kernel *kernel);
/* Where its files were found; owned by the kernel. */
const kv_kernel_files *kv_kernel_located(const kv_kernel *kernel);
/* Things the user should know before believing a report, one line each: (element-type utf8). */
const GPtrArray *kv_kernel_warnings(const kv_kernel *kernel);
/*
 * Whether the list of symbols that the user gave contradicts vmlinux: then it is of another build,
 * and answers about symbols are not those of the kernel that the list is from.
 */
bool kv_kernel_contradicted(const kv_kernel *kernel);

/*
 * Whether the configuration sets @option ("CONFIG_X"): KV_YES for y, m or a value, KV_NO when it is
 * unset in a configuration that was read, KV_UNKNOWN without one. @value, if not NULL, gets the text
 * after '=' (owned by the kernel) or NULL.
 */
kv_fact kv_kernel_config(const kv_kernel *kernel, const char *option, const char **value);

/* Whether @module (underscores, not hyphens) is built into vmlinux. */
kv_fact kv_kernel_module_builtin(const kv_kernel *kernel, const char *module);

/*
 * The index of module @module, built on first use; NULL when its .ko was not found or could not
 * be read, with @reason and @supply (owned by the kernel) saying why and how to supply it.
 */
const kv_index *kv_kernel_module(kv_kernel *kernel, const char *module, const char **reason,
				 const char **supply);
/* Whether a tree of modules was found, so that a missing name means something. */
bool kv_kernel_has_module_tree(const kv_kernel *kernel);
/* Names of all modules in the trees, sorted: (element-type utf8), owned by the kernel. */
const GPtrArray *kv_kernel_module_names(kv_kernel *kernel);
/*
 * Names of modules, at most @max, that have a function called @symbol: (element-type utf8), free
 * with g_ptr_array_unref(). Looks into every module: for the rare case in which a name is nowhere
 * else.
 */
GPtrArray *kv_kernel_modules_defining(kv_kernel *kernel, const char *symbol, guint max);
/*
 * Whether there are modules that kv_kernel_modules_defining() passes over: those packed with xz,
 * since unpacking them all takes too long.
 */
bool kv_kernel_passes_modules_over(kv_kernel *kernel);

#endif
