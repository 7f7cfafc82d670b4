/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_MACHINE_FIXUP_H
#define KV_MACHINE_FIXUP_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What a module's relocations look like on one machine: how data points to data, and which
 * instructions pass the address of a variable as the first argument of a call.
 */

/* The longest pattern around a relocated field. */
#define KV_INSTRUCTION_MAX 8

/* An instruction with a relocated field. */
typedef struct kv_fixup {
	uint32_t type;	/* R_* of the field */
	int8_t adjust;	/* address it means = symbol + addend + adjust */
	uint8_t before; /* the pattern begins that many bytes in front of the field */
	uint8_t size;	/* bytes of the pattern; 0: the relocation type alone decides */
	uint8_t mask[KV_INSTRUCTION_MAX];
	uint8_t value[KV_INSTRUCTION_MAX];
} kv_fixup;

typedef struct kv_machine {
	uint16_t machine; /* EM_* */
	uint32_t pointer; /* R_* of a 64-bit pointer in data */
	/*
	 * Whether a store to a member of a static structure shows as a relocation against that
	 * member. Elsewhere the code forms the structure's address and adds the offset itself.
	 */
	bool shows_member_stores;
	uint8_t load_count, call_count;
	kv_fixup loads[4]; /* put the address of a variable in the first argument register */
	kv_fixup calls[3]; /* leave the straight line: calls and tail calls */
} kv_machine;

/* The description of @machine (EM_*), or NULL when klpvet does not know it. */
const kv_machine *kv_machine_find(uint16_t machine);

/*
 * Whether the relocation of @type at @offset of the section of @size @bytes belongs to one of the
 * @count @instructions; that one, or NULL.
 */
const kv_fixup *kv_fixup_match(const kv_fixup *instructions, unsigned int count, uint32_t type,
			       const uint8_t *bytes, uint64_t size, uint64_t offset);

/* symbol + addend + adjustment of a relocation of @type that stands in code. */
int8_t kv_machine_adjust(const kv_machine *machine, uint32_t type);

#endif
