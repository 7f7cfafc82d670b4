/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sections that kpatch-build makes, written by hand. */
#include "klp.h"

#ifndef REPLACE
#define REPLACE 1
#endif

struct kpatch_func {
	void *new_addr;
	unsigned long new_size, old_addr, old_size, sympos;
	const char *name, *objname;
};

struct kpatch_callback {
	void *callback;
	const char *objname;
};

#define STRING(variable, text)                                                                     \
	__attribute__((section(".kpatch.strings"))) static const char variable[] = text
STRING(vmlinux_name, "vmlinux");
STRING(module_name, "ho_target");
STRING(callback_name, "ho_late");
STRING(cmdline_name, "cmdline_proc_show");
STRING(type_name, "type_show");
STRING(unique_name, "ho_unique");

__attribute__((section(".text.cmdline_proc_show"), used)) static int cmdline_proc_show(void)
{
	return 1;
}

__attribute__((section(".text.type_show"), used)) int type_show(void)
{
	return 2;
}

__attribute__((section(".text.ho_unique"), used)) static int ho_unique(void)
{
	return 3;
}

static int before(struct klp_object *object)
{
	return object == NULL;
}

__attribute__((section(".kpatch.funcs"), used)) static struct kpatch_func funcs[] = {
	{cmdline_proc_show, 6, 0xffffffff814105a0, 42, 1, cmdline_name, vmlinux_name},
	{ho_unique, 6, 0x20, 30, 1, unique_name, module_name},
	{type_show, 6, 0xffffffff81a00000, 42, 3, type_name, vmlinux_name},
#ifdef DAMAGED_NAME
	{type_show, 6, 0, 42, 3, NULL, vmlinux_name},
#endif
};

/* The linker script of kpatch-build ends each of these sections with eight zero bytes. */
__attribute__((section(".kpatch.callbacks.pre_patch"), used)) static struct {
	struct kpatch_callback callback;
	unsigned long end;
} pre_patch = {.callback = {before, callback_name}};
__attribute__((section(".kpatch.callbacks.post_patch"), used)) static unsigned long post_patch[1];

#ifdef INTERMEDIATE
__attribute__((section(".kpatch.symbols"), used)) static unsigned long symbols[5] = {1};
#endif

void *allocate(unsigned long size);

__attribute__((section(".init.text"))) int init_module(void)
{
	struct klp_patch *patch = allocate(sizeof(*patch));
	struct klp_object *objs = allocate(sizeof(*objs) * 3);

	if (!patch || !objs)
		return -12;
	patch->mod = THIS_MODULE;
	patch->objs = objs;
	patch->replace = REPLACE;
	return klp_enable_patch(patch);
}
