/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_KERNEL_PLACES_H
#define KV_KERNEL_PLACES_H

#include <glib.h>
#include <stdbool.h>

/* The files of a kernel that distributions put in different places. */
typedef enum {
	KV_PLACE_VMLINUX,
	KV_PLACE_CONFIG,
	KV_PLACE_SYSTEM_MAP,
	KV_PLACE_MODULES,	/* tree of the modules that the kernel loads */
	KV_PLACE_DEBUG_MODULES, /* tree of the same with debug information */
	KV_PLACE_KINDS,
} kv_place_kind;

/*
 * Where a file of @kind of kernel @release may be below the root of a system, best first, for a
 * message: (element-type utf8).
 */
GPtrArray *kv_places_describe(kv_place_kind kind, const char *release);

/*
 * The files of @kind of kernel @release that are below @root, best first, symbolic links resolved
 * inside @root, each once: (element-type utf8). Trees are directories, everything else regular
 * files.
 */
GPtrArray *kv_places_present(kv_place_kind kind, const char *root, const char *release);

/* The first of them that is @usable, or NULL; free with g_free(). */
char *kv_places_first(kv_place_kind kind, const char *root, const char *release,
		      bool (*usable)(const char *path));

/* The releases of which there is a vmlinux below @root, sorted: (element-type utf8). */
GPtrArray *kv_places_releases(const char *root);

/*
 * Whether the absolute path @vmlinux is one that a distribution uses; @root and @release then get
 * its parts. Free both with g_free().
 */
bool kv_places_split(const char *vmlinux, char **root, char **release);

#endif
