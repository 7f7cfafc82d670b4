/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables that the kernel's klp-build makes, written by hand. */
#include "klp.h"

#ifndef OBJECTS_SECTION
#define OBJECTS_SECTION ".init.klp_objects"
#define FUNCS_SECTION ".init.klp_funcs"
#endif
#ifndef NR_FUNCS
#define NR_FUNCS 2
#endif

struct klp_func_ext {
	const char *old_name;
	void *new_func;
	unsigned long sympos;
};

struct klp_object_ext {
	const char *name;
	struct klp_func_ext *funcs;
	struct klp_callbacks callbacks;
	unsigned int nr_funcs;
};

_Static_assert(sizeof(struct klp_func_ext) == 24, "Linux 6.19");
_Static_assert(sizeof(struct klp_object_ext) == 64, "Linux 6.19");

__attribute__((used)) static int cmdline_proc_show(void)
{
	return 1;
}

__attribute__((used)) static int type_show(void)
{
	return 2;
}

__attribute__((used)) static int ho_unique(void)
{
	return 3;
}

static void after(struct klp_object *object)
{
	object->patched = 0;
}

__attribute__((section(FUNCS_SECTION), used)) static struct klp_func_ext funcs[] = {
	{"ho_unique", ho_unique, 0},
	{"cmdline_proc_show", cmdline_proc_show, 0},
	{"type_show", type_show, 17},
};

__attribute__((section(OBJECTS_SECTION), used)) static struct klp_object_ext objects[] = {
	{.funcs = &funcs[1], .nr_funcs = NR_FUNCS},
	{.name = "ho_target",
	 .funcs = &funcs[0],
	 .callbacks = {.post_patch = after},
	 .nr_funcs = 1},
};

void *allocate(unsigned long size);

__attribute__((section(".init.text"))) int init_module(void)
{
	struct klp_patch *patch = allocate(sizeof(*patch));

	if (!patch)
		return -12;
	patch->mod = THIS_MODULE;
	patch->objs = allocate(sizeof(*patch->objs));
#ifdef REPLACE
	patch->replace = REPLACE;
#endif
	return klp_enable_patch(patch);
}
