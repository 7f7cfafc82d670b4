// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel's identity. */
#include <linux/types.h>

extern const char linux_banner[];
const char linux_banner[] =
	"Linux version " UTS_RELEASE " (klpvet@corpus) (" __VERSION__ ") #1 SMP PREEMPT_DYNAMIC\n";
