/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_MACHINE_MACHINE_H
#define KV_MACHINE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What klpvet knows of each architecture: one constant per architecture, each in a file of its own.
 * Constants EM_* and R_* of <elf.h> appear here and in elf/ only (tests/architecture.py).
 *
 * To have a new architecture named in messages:
 *
 * - Add a file foo.c that defines kv_machine_foo with `number` and `name`, and list it in
 *   meson.build.
 * - Declare kv_machine_foo below and add it to the list in machine.c.
 *
 * To check C source against its kernels:
 *
 * - Set `folder` and `compile_flags` from arch/foo/Makefile of the kernel.
 *
 * To index its kernels and modules:
 *
 * - Describe in `fields` the relocation type of a 64-bit pointer in data.
 * - Set `call_length` when all calls are of one length.
 * - Set `entries_are_padding` or `entry_before` where ftrace's table differs from __mcount_loc.
 * - Add its system call tables and wrapper prefixes to rules/patterns/syscalls.yaml.
 * - Add a case for its ftrace table to tests/unit/test_ftrace.c.
 *
 * To read its livepatch modules:
 *
 * - Set `big_endian`, and `reads_modules`.
 * - Describe in `fields` the relocations of code, and list `loads` and `calls`.
 * - Set `ignored_import` as ignore_undef_symbol() of the kernel does.
 * - Set `shows_member_stores` and `store_slack` after looking at what compilers make of stores to a
 *   static structure.
 * - Name it in the message of kv_memory_new() (livepatch/module/memory.c).
 * - Store modules of it below tests/unit/livepatch/foreign/, and add it to test_machines() of
 *   tests/unit/test_livepatch.c.
 *
 * To decode its machine code:
 *
 * - Teach code/ to decode it; then set `decoded` and the registers of calls. Until then its calls
 *   come from debug information.
 */

/* How a relocated field gets its value. */
typedef enum {
	KV_FIELD_UNKNOWN,  /* names no address, or is not described */
	KV_FIELD_NONE,	   /* is not changed */
	KV_FIELD_ABSOLUTE, /* symbol + addend */
	KV_FIELD_RELATIVE, /* symbol + addend - the address of the field */
	KV_FIELD_CALL,	   /* KV_FIELD_RELATIVE, in calls and jumps only */
} kv_field_kind;

/* What a relocation type says of the field. */
typedef struct kv_field {
	uint8_t kind;  /* kv_field_kind */
	uint8_t width; /* in bytes; 0: not described */
	int8_t adjust; /* in code: the address meant is symbol + addend + adjust */
} kv_field;

/* The longest pattern around a relocated field. */
#define KV_INSTRUCTION_MAX 8

/* An instruction with a relocated field. */
typedef struct kv_fixup {
	uint32_t type;	/* R_* of the field */
	uint8_t before; /* the pattern begins that many bytes in front of the field */
	uint8_t size;	/* bytes of the pattern; 0: the relocation type alone decides */
	uint8_t mask[KV_INSTRUCTION_MAX];
	uint8_t value[KV_INSTRUCTION_MAX];
} kv_fixup;

/* The most arguments that any described machine passes in registers, and registers that calls
 * change. */
#define KV_MACHINE_ARGUMENTS 6
#define KV_MACHINE_CLOBBERED 9

typedef struct kv_machine {
	uint16_t number;	   /* EM_* */
	bool big_endian;	   /* kernels that have livepatches are */
	const char *name;	   /* in messages */
	const char *folder;	   /* below arch/ of the kernel; NULL: not described */
	const char *compile_flags; /* what arch/<folder>/Makefile adds for clang, by spaces */

	const kv_field *fields; /* by relocation type */
	uint32_t field_count;
	bool reads_modules;	      /* enough is described to read livepatch modules */
	bool relocates_debug;	      /* `fields` has all types that debug information uses */
	uint8_t load_count, call_count;
	const kv_fixup *loads; /* put the address of a variable in the first argument register */
	const kv_fixup *calls; /* leave the straight line: calls and tail calls */
	/*
	 * Whether a store to a member of a static structure shows as a relocation against that
	 * member. Elsewhere the code forms the structure's address and adds the offset itself.
	 */
	bool shows_member_stores;
	/*
	 * An undefined symbol that old assemblers leave in modules without a use, and the loader
	 * ignores (ignore_undef_symbol() of kernel/module/main.c); NULL: none.
	 */
	const char *ignored_import;
	uint8_t store_slack; /* relocations of stores may lie that many bytes in front */

	bool decoded;	     /* code/ decodes its machine code */
	uint8_t call_length; /* of every call, in bytes; 0: it varies */
	/* Registers, as code/decode.h numbers them; of a decoded machine. */
	uint8_t arguments[KV_MACHINE_ARGUMENTS];
	uint8_t clobbered[KV_MACHINE_CLOBBERED]; /* calls leave them undefined */

	/* __patchable_function_entries lists padding before functions, no ftrace locations. */
	bool entries_are_padding;
	/* ftrace's table may list the place that many bytes before the function. */
	uint8_t entry_before;
} kv_machine;

extern const kv_machine kv_machine_x86_64;
extern const kv_machine kv_machine_arm64;
extern const kv_machine kv_machine_s390x;
extern const kv_machine kv_machine_ppc64;
extern const kv_machine kv_machine_riscv;
extern const kv_machine kv_machine_loongarch;

/*
 * The description of the ELF machine @number (EM_*). One of which nothing is described, called "an
 * unknown machine", when klpvet does not know it.
 */
const kv_machine *kv_machine_find(uint16_t number);

/* How kernels call the machine @number (EM_*): "x86-64", "arm64" ...; a static string. */
static inline const char *kv_machine_name(uint16_t number)
{
	return kv_machine_find(number)->name;
}

/* What a relocation of @type (R_*) says of its field. */
static inline kv_field kv_machine_field(const kv_machine *machine, uint32_t type)
{
	return type < machine->field_count ? machine->fields[type] : (kv_field){0};
}

/* Whether a relocation of @type makes its field a pointer of 64 bits. */
static inline bool kv_machine_is_pointer(const kv_machine *machine, uint32_t type)
{
	kv_field field = kv_machine_field(machine, type);

	return field.kind == KV_FIELD_ABSOLUTE && field.width == 8;
}

/*
 * Whether the relocation of @type at @offset of the section of @size @bytes belongs to one of the
 * @count @instructions.
 */
bool kv_fixup_match(const kv_fixup *instructions, unsigned int count, uint32_t type,
		    const uint8_t *bytes, uint64_t size, uint64_t offset);

#endif
