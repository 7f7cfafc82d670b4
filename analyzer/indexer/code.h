/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEXER_CODE_H
#define KV_INDEXER_CODE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "code/decode.h"
#include "elf/elf.h"
#include "indexer/build.h"
#include "indexer/code_tables.h"
#include "dwarf/dwarf.h"
#include "indexer/symbols.h"
#include "machine/machine.h"

/*
 * The machine code of an image while its index is built. All of it is decoded once, function by
 * function, on a thread beside the walk of the debug information; each part (code_parts.h) sees
 * every function go by and fills its table of kv_code_tables.
 */
typedef struct kv_code {
	kv_elf *elf;
	const kv_machine *machine;
	kv_object_kind kind;
	const kv_symbol_list *symbols;
	const kv_section_addresses *addresses; /* of a module's sections; else NULL */
	const kv_decoder *decoder;	       /* NULL: nothing is decoded (kv_machine) */
	const kv_dwarf *dwarf;		       /* NULL before the parts finish */
	struct kv_dwarf_finder *finder;	       /* likewise; private to code.c */
	kv_code_tables *tables;		       /* `pieces` are there before any part begins */
	struct kv_code_sections *sections;     /* private to code_image.c */
	uint8_t *branches;		       /* kv_branch to each symbol; private to code.c */
	/* Private to code.c: how many pieces begin before each multiple of 1 << step. */
	uint32_t *pieces_before;
	uint64_t marks; /* the multiples that are in pieces_before */
	unsigned int step;
} kv_code;

/*
 * One function decoded: all pieces of one owner, the one that holds its entry first. Instructions
 * of a piece follow each other; branches to thunks are what the thunk makes of them
 * (kv_branch_to()). Valid until the visit returns.
 */
typedef struct kv_code_body {
	uint32_t owner; /* symbol (best) */
	const kv_instruction *instructions;
	uint32_t count;
	const kv_piece *const *pieces; /* as tables->pieces, by kv_code_tables.text_base */
	uint32_t piece_count;
} kv_code_body;

/*
 * One reader of machine code. `begin` makes its state, `visit` (not without a decoder) sees each
 * function once, in the order of their symbols, `finish` adds what is left when the debug
 * information has been read, and frees the state. Any may be NULL.
 */
typedef struct kv_code_part {
	gpointer (*begin)(kv_code *code);
	void (*visit)(kv_code *code, gpointer state, const kv_code_body *body);
	void (*finish)(kv_code *code, gpointer state);
} kv_code_part;

/* The symbol that owns the code around @address, or KV_NONE. */
uint32_t kv_code_around(const kv_code *code, uint64_t address);

/* The symbol of the function that begins at exactly @address, or KV_NONE. */
uint32_t kv_code_function_at(const kv_code *code, uint64_t address);

/*
 * The @size bytes at @address of the loaded image, in a module at an address of the layout; NULL
 * when not all of them are in one section that has bytes in the file.
 */
const uint8_t *kv_code_bytes(const kv_code *code, uint64_t address, uint64_t size);
/*
 * What the relocation of the field at @address says. Of a vmlinux there is none: its bytes say it.
 * `external` is then a number for kv_code_external_name().
 */
bool kv_code_reference(const kv_code *code, uint64_t address, kv_reference *reference);
/* The name of a symbol that another image defines. */
const char *kv_code_external_name(const kv_code *code, uint32_t external);

/*
 * The source function that the instruction at @address is of, with inlining: a position in the
 * sources of the debug information, or KV_NONE. Only when parts finish.
 */
uint32_t kv_code_source_at(const kv_code *code, uint64_t address);

#endif
