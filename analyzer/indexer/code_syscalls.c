/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/code_parts.h"

#include <elf.h>
#include <string.h>

#include "code/dispatch.h"
#include "index/patterns.h"

/* The second argument of x64_sys_call() and its kin (arch/x86/entry/syscall_64.c). */
#define NUMBER_REGISTER KV_REGISTER_RSI

#define ENTRY_SIZE sizeof(uint64_t)

static const char *name_at(const kv_code *code, uint64_t address)
{
	uint32_t symbol = kv_code_around(code, address);

	return symbol == KV_NONE ? "" : kv_symbol_list_at(code->symbols, symbol)->name;
}

static kv_branch branch_at(gpointer data, uint64_t address)
{
	return kv_branch_to(name_at(data, address));
}

/* The register in the name of a thunk: __x86_indirect_thunk_rax, __x86_indirect_jump_thunk_r11. */
static kv_register thunk_register(gpointer data, uint64_t address)
{
	static const char *const names[] = {"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
					    "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};
	const char *last = strrchr(name_at(data, address), '_');

	for (uint8_t i = 0; last && i < G_N_ELEMENTS(names); i++)
		if (strcmp(last + 1, names[i]) == 0)
			return (kv_register)i;
	return KV_REGISTER_NONE;
}

static bool load_word(gpointer data, uint64_t address, uint64_t *value)
{
	const kv_code *code = data;
	const uint8_t *bytes = kv_code_bytes(code, address, sizeof(*value));

	if (!bytes)
		return false;
	*value = kv_elf_u64(code->elf, bytes);
	return true;
}

/* An entry of a table: a kernel that relocates itself may keep it in a relocation alone. */
static bool load_entry(kv_code *code, uint64_t address, uint64_t *value)
{
	const kv_elf_relocation *relocation;

	if (!load_word(code, address, value))
		return false;
	if (*value != 0)
		return true;
	relocation = kv_elf_relocation_at(code->elf, SHN_UNDEF, address);
	if (relocation && relocation->symbol == 0)
		*value = (uint64_t)relocation->addend;
	return true;
}

static bool is_absent(const char *base)
{
	for (size_t i = 0; i < kv_syscall_absent_count; i++)
		if (strcmp(base, kv_syscall_absent[i]) == 0)
			return true;
	return false;
}

/* Adds what @number leads to; false when no function begins there. */
static bool add_entry(kv_code *code, kv_abi abi, uint32_t number, uint64_t address)
{
	uint32_t symbol = kv_code_function_at(code, address);
	g_autofree char *base = NULL;
	kv_syscall record = {.abi = abi, .number = number, .entry = symbol};

	if (symbol == KV_NONE)
		return false;
	base = kv_syscall_base(kv_symbol_list_at(code->symbols, symbol)->name);
	if (is_absent(base))
		return true;
	record.base = kv_code_tables_string(code->tables, base);
	g_array_append_val(code->tables->syscalls, record);
	return true;
}

/* False when the function does something for one of the numbers that cannot be followed. */
static bool read_dispatch(kv_code *code, const kv_syscall_table_pattern *pattern,
			  const kv_kallsyms_symbol *function)
{
	const kv_dispatch_outside outside = {
		.branch = branch_at,
		.thunk_register = thunk_register,
		.load = load_word,
		.data = code,
	};
	const uint8_t *bytes = kv_code_bytes(code, function->address, function->size);
	g_autoptr(kv_dispatch) dispatch = NULL;
	bool complete = true;

	if (!bytes || function->size == 0 || function->size > UINT16_MAX)
		return false;
	dispatch =
		kv_dispatch_new(code->decoder, bytes, function->size, function->address, &outside);
	for (uint32_t number = pattern->first; number <= pattern->last; number++) {
		uint64_t target;

		if (!kv_dispatch_follow(dispatch, NUMBER_REGISTER, number, &target) ||
		    !add_entry(code, pattern->abi, number, target))
			complete = false;
	}
	return complete;
}

/* False when an entry is no function. */
static bool read_table(kv_code *code, const kv_syscall_table_pattern *pattern,
		       const kv_kallsyms_symbol *table)
{
	/* Tables that are written in assembly may have no size. */
	uint64_t size = table->size > 0 ? table->size : table->extent;
	uint64_t count = MIN(size / ENTRY_SIZE, (uint64_t)pattern->last + 1);
	bool complete = size >= ENTRY_SIZE;

	for (uint32_t number = pattern->first; number < count; number++) {
		uint64_t target;

		if (!load_entry(code, table->address + number * ENTRY_SIZE, &target) ||
		    !add_entry(code, pattern->abi, number, target))
			complete = false;
	}
	return complete;
}

/* Reads the entries of an ABI; false when there is nothing to read them from. */
static bool read_entries(kv_code *code, const kv_syscall_table_pattern *pattern, bool *complete)
{
	const kv_kallsyms_symbol *dispatch = NULL, *table;

	if (pattern->dispatch && code->decoder)
		dispatch = kv_symbol_list_find(code->symbols, pattern->dispatch);
	if (dispatch && dispatch->flags & KV_SYMBOL_FUNCTION) {
		*complete = read_dispatch(code, pattern, dispatch);
		return true;
	}
	table = kv_symbol_list_find(code->symbols, pattern->table);
	if (!table || table->flags & KV_SYMBOL_TEXT)
		return false;
	*complete = read_table(code, pattern, table);
	return true;
}

static bool has_entries(const kv_code *code, const kv_syscall_table_pattern *pattern)
{
	return !pattern->entries ||
	       kv_symbol_list_prefixed(code->symbols, pattern->entries).count > 0;
}

/* The numbers of x32 in a table that it shares: there are none when the table ends before them. */
static bool is_shared_part(const kv_syscall_table_pattern *pattern)
{
	return pattern->first > 0;
}

static gpointer read_syscalls(kv_code *code)
{
	uint32_t done = 0, lacking = 0;

	/* A module has no table. */
	if (code->kind != KV_OBJECT_VMLINUX) {
		code->tables->known_syscalls = (1u << KV_ABI_COUNT) - 1;
		return NULL;
	}
	for (size_t i = 0; i < kv_syscall_tables_count; i++) {
		const kv_syscall_table_pattern *pattern = &kv_syscall_tables[i];
		uint32_t bit = 1u << pattern->abi;
		bool complete = false;

		if (pattern->machine != kv_elf_machine(code->elf) || done & bit)
			continue;
		if (is_shared_part(pattern) && !has_entries(code, pattern))
			continue;
		if (read_entries(code, pattern, &complete)) {
			done |= bit;
			lacking &= ~bit;
			code->tables->known_syscalls |= complete ? bit : 0;
		} else if (!has_entries(code, pattern)) {
			lacking |= bit;
		}
	}
	/* That an ABI is missing is believed of a kernel of which another one could be read. */
	if (code->tables->known_syscalls & 1u << KV_ABI_NATIVE)
		code->tables->known_syscalls |= lacking;
	return NULL;
}

const kv_code_part kv_code_syscalls = {.begin = read_syscalls};
