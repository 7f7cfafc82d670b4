/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_MODULE_MEMORY_H
#define KV_LIVEPATCH_MODULE_MEMORY_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "elf/elf.h"
#include "machine/machine.h"
#include "livepatch/module/place.h"

/*
 * The memory of a module as it will be after loading, read from the file: places instead of
 * addresses, and pointers that follow the module's relocations.
 */
typedef struct kv_memory kv_memory;

typedef enum {
	KV_POINTER_NULL,    /* zero, and no relocation would change that */
	KV_POINTER_INSIDE,  /* leads to a place of the module */
	KV_POINTER_OUTSIDE, /* leads to an undefined, absolute or livepatch symbol */
	KV_POINTER_UNKNOWN, /* cannot be told from the file */
} kv_lp_pointer_kind;

typedef struct kv_lp_pointer {
	kv_lp_pointer_kind kind;
	kv_place place; /* of KV_POINTER_INSIDE */
	/* Named by the relocation; NULL when that is a section or only near the place. */
	const char *symbol;
} kv_lp_pointer;

/*
 * Opens the memory of @elf, which must outlive it. KV_ERROR_INPUT when klpvet does not know the
 * relocations of its machine.
 */
kv_memory *kv_memory_new(kv_elf *elf, GError **error);
void kv_memory_free(kv_memory *memory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_memory, kv_memory_free)

kv_elf *kv_memory_elf(const kv_memory *memory);
const kv_machine *kv_memory_machine(const kv_memory *memory);

/* The pointer that is stored at @place. */
kv_lp_pointer kv_memory_pointer(const kv_memory *memory, kv_place place);
/* Where @relocation, which stands in section @section, leads to. */
kv_lp_pointer kv_memory_target(const kv_memory *memory, uint32_t section,
			       const kv_elf_relocation *relocation);
/* Whether @pointer is THIS_MODULE. */
bool kv_memory_is_this_module(const kv_memory *memory, const kv_lp_pointer *pointer);

/* The @width (1, 4 or 8) bytes at @place as a number; false when the file does not hold them. */
bool kv_memory_number(const kv_memory *memory, kv_place place, unsigned int width, uint64_t *value);
/* Whether the @size bytes at @place exist, are zero and stay so when the module is relocated. */
bool kv_memory_is_clear(const kv_memory *memory, kv_place place, uint64_t size);
/* The relocations inside the @size bytes at @place, @count of them, by offset; or NULL. */
const kv_elf_relocation *kv_memory_relocations(const kv_memory *memory, kv_place place,
					       uint64_t size, size_t *count);
/* The string at @place of initialised data, or NULL. */
const char *kv_memory_string(const kv_memory *memory, kv_place place);

/* Size of the section of @place; whether it holds code, or starts zeroed without bytes (.bss). */
uint64_t kv_memory_section_size(const kv_memory *memory, kv_place place);
bool kv_memory_is_code(const kv_memory *memory, kv_place place);
bool kv_memory_is_zeroed(const kv_memory *memory, kv_place place);

/* The functions of the module by place, one for each place: (element-type kv_definition). */
const GArray *kv_memory_functions(const kv_memory *memory);
/* The function that begins at exactly @place, or NULL. */
const char *kv_memory_function(const kv_memory *memory, kv_place place);
/*
 * The source file of that function, as STT_FILE has it; NULL for a global one or without STT_FILE.
 */
const char *kv_memory_function_file(const kv_memory *memory, kv_place place);
/* Where the function around @place begins; 0 when no symbol tells. */
uint64_t kv_memory_function_start(const kv_memory *memory, kv_place place);
/* The end (offset) of the variable around @place; false when no symbol tells. */
bool kv_memory_variable_end(const kv_memory *memory, kv_place place, uint64_t *end);

/*
 * Whether anything refers to [@place, @place + @size); with @code_only, whether code does. Pointers
 * that are stored in [@except, @except + @except_size) do not count; @except may be NULL.
 */
bool kv_memory_is_referenced(kv_memory *memory, kv_place place, uint64_t size, bool code_only,
			     const kv_place *except, uint64_t except_size);
/* The lowest offset above @place that something of the module refers to; else the section's end. */
uint64_t kv_memory_next_referenced(kv_memory *memory, kv_place place);

#endif
