/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_KLP_RELOCATION_H
#define _LINUX_KLP_RELOCATION_H

/*
 * Behind a declaration: a symbol of @where, which is called @name there and not exported. What
 * refers to it becomes a livepatch relocation for @object; both are names of modules, or vmlinux.
 */
#define KLP_SYMBOL(object, where, name) KLP_SYMBOL_AT(object, where, name, 0)
/* The same of the one at that position, of several that are called so. */
#define KLP_SYMBOL_AT(object, where, name, position) \
	__asm__("\".klp.sym.rela." #object "." #where "." #name "," #position "\"")

#endif
