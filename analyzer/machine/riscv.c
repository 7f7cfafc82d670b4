/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/description.h"

const kv_machine kv_machine_riscv = {
	.number = EM_RISCV,
	.name = "riscv",
	.folder = "riscv",
	.compile_flags = "--target=riscv64-linux-gnu",
};
