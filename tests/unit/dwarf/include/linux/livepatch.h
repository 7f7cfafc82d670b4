/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SAMPLE_LIVEPATCH_H
#define SAMPLE_LIVEPATCH_H

/*
 * Structures with the names and members that the reader looks for but with a layout of their own,
 * so that a test cannot pass on remembered offsets. The test takes its expectations with
 * offsetof() from this same header.
 */
struct klp_func {
	long padding[3];
	const char *old_name;
	unsigned long old_sympos;
	void *new_func;
};

struct klp_callbacks {
	int (*pre_patch)(void *object);
	void (*post_patch)(void *object);
	char padding[5];
	void (*pre_unpatch)(void *object);
	void (*post_unpatch)(void *object);
};

struct klp_object {
	int padding;
	const char *name;
	struct klp_func *funcs;
	struct klp_callbacks callbacks;
};

struct klp_patch {
	void *mod;
	char padding[40];
	struct klp_object *objs;
	_Bool replace;
};

struct kallsym_iter {
	long position;
	char name[97];
	char module_name[41];
};

#endif
