/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What modpost adds to a kernel module (its .mod.c), forced into each module of the corpus:
 * the module structure with the module's name, vermagic, and the table of symbol checksums.
 * The build defines KBUILD_MODNAME, VERMAGIC, MODVERSIONS and MODULE_HAS_EXIT.
 */
#include <linux/module.h>

#ifdef KBUILD_MODNAME
__section(".gnu.linkonce.this_module") __used struct module __this_module = {
	.name = KBUILD_MODNAME,
	.init = init_module,
#ifdef MODULE_HAS_EXIT
	.exit = cleanup_module,
#endif
};

MODULE_INFO(vermagic, VERMAGIC);
MODULE_INFO(name, KBUILD_MODNAME);
MODULE_INFO(depends, "");

#ifdef MODVERSIONS
/* What the kernel has, in init/version.c. */
#ifndef LAYOUT_CHECKSUM
#define LAYOUT_CHECKSUM 0x5ca1ab1e
#endif

struct modversion_info {
	unsigned long crc;
	char name[MODULE_NAME_LEN];
};

static const struct modversion_info ____versions[] __used __section("__versions") = {
	{ LAYOUT_CHECKSUM, "module_layout" },
};
#endif
#endif
