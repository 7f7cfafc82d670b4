/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_SOURCE_FOLDER_H
#define KV_SOURCE_FOLDER_H

#include <glib.h>
#include <stdint.h>

/* How one source is to be compiled. */
typedef struct kv_compile_way {
	char *origin;	  /* folder of the headers, for evidence; NULL: stand-in headers */
	GPtrArray *flags; /* (element-type utf8) */
	GPtrArray *roots; /* (element-type utf8): real paths of what may be read */
} kv_compile_way;

void kv_compile_way_clear(kv_compile_way *way);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(kv_compile_way, kv_compile_way_clear)

/*
 * How @path, of the module @module, is compiled with the kernel of the build tree, folder of
 * headers or compile_commands.json @kdir, for @machine (EM_*). Debian's two folders of headers, one
 * of which holds what all flavours share, count as one. A compile_commands.json may name headers of
 * its own folder, of the file's folder and of @installed (may be NULL). KV_ERROR_USAGE when @kdir
 * is none of these, KV_ERROR_INPUT when its compile_commands.json is damaged or does harm.
 */
gboolean kv_compile_way_find(const char *kdir, const char *path, const char *module,
			     const char *installed, uint16_t machine, kv_compile_way *way,
			     GError **error);
/* The same without a kernel's headers. */
void kv_compile_way_stand_in(const char *module, uint16_t machine, kv_compile_way *way);

/* The folder /lib/modules/@release/build when it is there and complete, or NULL. */
char *kv_kdir_of_release(const char *release);

/*
 * The arguments that the compile_commands.json @database has for @path, without the compiler and
 * the file's own name (NULL-terminated, free with g_strfreev()), and the folder to run in; NULL
 * without @error when it does not list the file. KV_ERROR_INPUT when it is damaged.
 */
char **kv_compile_commands_find(const char *database, const char *path, char **directory,
				GError **error);

#endif
