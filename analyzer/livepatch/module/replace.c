/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/module/replace.h"

#include <elf.h>


/* klp_patch.replace: at 16 in Linux 5.1 to 5.4, at 24 since 5.5. */
enum { REPLACE_5_1 = 16, REPLACE_5_5 = 24 };

/* How far from the store of THIS_MODULE the store of the flag is looked for, in bytes. */
enum { NEARBY = 48 };

/* Length of movb $imm8,disp8(register): opcode, modrm, displacement, constant. */
enum { STORE_SIZE = 4 };

static bool is_flag_offset(uint8_t displacement, const kv_index *kernel)
{
	kv_klp_layout layout;

	if (kernel && kv_index_has_klp_layout(kernel, &layout))
		return displacement == layout.patch_replace;
	return displacement == REPLACE_5_1 || displacement == REPLACE_5_5;
}

/*
 * The flag that one instruction at @code stores; KV_UNKNOWN when it is something else. c6 /0 with
 * an 8-bit displacement: Intel SDM volume 2, MOV. A base register of rsp or r12 needs a SIB byte
 * and is no pointer to an allocation.
 */
static kv_fact stored_flag(const uint8_t *code, const kv_index *kernel)
{
	bool is_store = code[0] == 0xc6 && (code[1] & 0xf8) == 0x40 && code[1] != 0x44;

	if (!is_store || !is_flag_offset(code[2], kernel) || code[3] > 1)
		return KV_UNKNOWN;
	return kv_fact_from_bool(code[3] != 0);
}

/* Joins what one place says with what others said: KV_UNKNOWN, and @conflict, if they differ. */
static kv_fact join(kv_fact known, kv_fact found, bool *conflict)
{
	if (known != KV_UNKNOWN && found != KV_UNKNOWN && known != found)
		*conflict = true;
	return found != KV_UNKNOWN ? found : known;
}

static kv_fact flag_near(const uint8_t *bytes, uint64_t size, uint64_t offset,
			 const kv_index *kernel, bool *conflict)
{
	uint64_t first = offset > NEARBY ? offset - NEARBY : 0;
	kv_fact flag = KV_UNKNOWN;

	for (uint64_t i = first; i < offset + NEARBY && i + STORE_SIZE <= size; i++)
		flag = join(flag, stored_flag(bytes + i, kernel), conflict);
	return flag;
}

static kv_fact flag_in_section(const kv_memory *memory, const kv_elf_section *section,
			       const kv_index *kernel, bool *conflict)
{
	kv_elf *elf = kv_memory_elf(memory);
	const uint8_t *bytes = kv_elf_section_bytes(elf, section);
	size_t count = 0;
	const kv_elf_relocation *list = kv_elf_relocations(elf, section->index, &count);
	kv_fact flag = KV_UNKNOWN;

	for (size_t i = 0; bytes && i < count; i++) {
		kv_lp_pointer target = kv_memory_target(memory, section->index, &list[i]);

		if (!kv_memory_is_this_module(memory, &target))
			continue;
		flag = join(flag, flag_near(bytes, section->size, list[i].offset, kernel, conflict),
			    conflict);
	}
	return flag;
}

kv_fact kv_replace_from_code(const kv_memory *memory, const kv_index *kernel)
{
	const kv_elf *elf = kv_memory_elf(memory);
	kv_fact flag = KV_UNKNOWN;
	bool conflict = false;

	if (kv_memory_machine(memory) != &kv_machine_x86_64)
		return KV_UNKNOWN;
	for (uint32_t i = 0; i < kv_elf_section_count(elf); i++) {
		const kv_elf_section *section = kv_elf_section_at(elf, i);

		if (section && (section->flags & SHF_ALLOC) && (section->flags & SHF_EXECINSTR))
			flag = join(flag, flag_in_section(memory, section, kernel, &conflict),
				    &conflict);
	}
	return conflict ? KV_UNKNOWN : flag;
}
