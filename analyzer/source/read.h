/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_SOURCE_READ_H
#define KV_SOURCE_READ_H

#include "base/file.h"
#include "source/facts.h"

/* How a C file is to be read. */
typedef struct kv_source_options {
	/* Build tree, headers or compile_commands.json; NULL: of the release; "none": stand-ins. */
	const char *kdir;
	const char *release; /* of the kernel, to find its headers; NULL or "": none */
	uint16_t machine;    /* EM_* of the kernel */
	/*
	 * What the kernel's configuration has for an option ("CONFIG_X"), as kv_kernel_config()
	 * tells; used without headers only. NULL: not known.
	 */
	kv_fact (*config)(gconstpointer kernel, const char *option, const char **value);
	gconstpointer kernel;
	/* The folder that its own headers may come from; NULL: the one it stands in. */
	const char *home;
} kv_source_options;

/*
 * Whether @file is C source, by its content: text with C's directives, or with the words of a
 * livepatch, and no diff. A name that ends in .c is believed as long as it is text.
 */
gboolean kv_source_recognise(const kv_file *file);

/*
 * Reads the C file at @path, in a process of its own with limits of time and memory. When neither
 * options name headers nor any are installed for the release, klpvet's own stand-ins are used.
 * KV_ERROR_USAGE when kdir is nothing of the kind, KV_ERROR_INPUT when the source cannot be read
 * within the limits or includes what it must not, KV_ERROR_SYSTEM when klpvet was built or
 * installed without its front end for C.
 */
kv_c_unit *kv_source_read(const char *path, const kv_source_options *options, GError **error);

/* The name of the module that a C file called @path becomes: underscores, without folder and .c. */
char *kv_source_module_name(const char *path);

#endif
