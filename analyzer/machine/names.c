/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/names.h"

#include <elf.h>

const char *kv_machine_name(uint16_t machine)
{
	switch (machine) {
	case EM_X86_64:
		return "x86-64";
	case EM_AARCH64:
		return "arm64";
	case EM_S390:
		return "s390x";
	case EM_PPC64:
		return "ppc64";
	case EM_RISCV:
		return "riscv";
	case 258: /* EM_LOONGARCH, missing from older elf.h */
		return "loongarch";
	default:
		return "an unknown machine";
	}
}
