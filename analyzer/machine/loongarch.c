/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/description.h"

/* Older elf.h do not have it. */
#ifndef EM_LOONGARCH
#define EM_LOONGARCH 258
#endif

const kv_machine kv_machine_loongarch = {
	.number = EM_LOONGARCH,
	.name = "loongarch",
};
