/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_CODE_NAMES_H
#define KV_LIVEPATCH_CODE_NAMES_H

#include "code/decode.h"
#include "livepatch/module/definitions.h"
#include "livepatch/module/memory.h"

/*
 * What the code of a module refers to. Sections have no addresses yet: klpvet gives each some of its
 * own, which kv_address_of() makes and kv_address_place() takes apart.
 */
typedef struct kv_code_names kv_code_names;

/* The most bytes of a section that get addresses. */
#define KV_CODE_SECTION_MAX ((uint64_t)1 << 31)

static inline uint64_t kv_address_of(kv_place place)
{
	return (uint64_t)place.section << 32 | place.offset;
}

static inline kv_place kv_address_place(uint64_t address)
{
	return (kv_place){(uint32_t)(address >> 32), address & UINT32_MAX};
}

kv_code_names *kv_code_names_new(const kv_memory *memory);
void kv_code_names_free(kv_code_names *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_code_names, kv_code_names_free)

/* A decoder that follows the module's relocations, those of livepatch symbols included. */
const kv_decoder *kv_code_names_decoder(const kv_code_names *names);

/*
 * The name of the function that a direct branch leads to: of the module (@definition is set, to
 * NULL otherwise) or of another image, as the kernel will look it up; NULL when none begins there.
 * Owned by @names.
 */
const char *kv_code_names_target(kv_code_names *names, const kv_instruction *instruction,
				 const kv_definition **definition);

/* Whether @name is that of a part which the compiler split off as unlikely: "f.cold". */
bool kv_code_names_is_cold(const char *name);
/* The cold part of the function @definition, or NULL. */
const kv_definition *kv_code_names_cold(const kv_code_names *names,
					const kv_definition *definition);

#endif
