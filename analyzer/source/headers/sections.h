/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Read behind the kernel's own compiler headers. libclang does not show which section an attribute
 * names, but it shows the text of an annotation: each section is noted in one as well. Kernels
 * before 5.10 write the name of the section without quotes.
 */
#include <generated/uapi/linux/version.h>
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 10, 0)
#undef __section
#define __section(name) __attribute__((__section__(name), annotate("klpvet section " name)))
#endif
