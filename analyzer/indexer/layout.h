/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEXER_LAYOUT_H
#define KV_INDEXER_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "elf/elf.h"
#include "index/index.h"

/* What BTF says of the structures that a livepatch fills in. */
typedef struct kv_btf_layout {
	bool has_layout;
	kv_klp_layout layout;	  /* valid if has_layout */
	uint32_t ksym_name_len;	  /* array size of kallsym_iter.name, 0 when not found */
	uint32_t module_name_len; /* array size of kallsym_iter.module_name, 0 when not found */
} kv_btf_layout;

/* Reads the .BTF section of @elf; without a usable one nothing is found. */
kv_btf_layout kv_btf_layout_read(const kv_elf *elf);

#endif
