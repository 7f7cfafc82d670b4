/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_LINKAGE_H
#define _LINUX_LINKAGE_H

/* For assembly: a global function with type and size, so that it is a symbol like any other. */
#define SYM_FUNC_START(name)                                                                       \
	.globl name;                                                                               \
	.balign 16;                                                                                \
	name:
#define SYM_FUNC_END(name)                                                                         \
	.type name, @function;                                                                     \
	.size name, .- name

#endif
