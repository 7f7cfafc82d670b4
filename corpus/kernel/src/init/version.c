// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel's identity. */
#include <linux/types.h>

/* The checksum of struct module and its like, compared when a module is loaded. */
extern const unsigned int __crc_module_layout;
const unsigned int __crc_module_layout = 0x5ca1ab1e;

extern const char linux_banner[];
const char linux_banner[] =
	"Linux version " UTS_RELEASE " (klpvet@corpus) (" __VERSION__ ") #1 SMP PREEMPT_DYNAMIC\n";
