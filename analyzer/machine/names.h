/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_MACHINE_NAMES_H
#define KV_MACHINE_NAMES_H

#include <stdint.h>

/* How kernels call the machine of an ELF file (EM_*): "x86-64", "arm64" ...; a static string. */
const char *kv_machine_name(uint16_t machine);

#endif
