/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEX_TABLES_H
#define KV_INDEX_TABLES_H

/*
 * The tables of an index, in the order of the file, each declared once:
 *
 *   TABLE(ID, member, type, part, title, references, is_sound)
 *
 *   ID          KV_TABLE_ID is its number
 *   member      of struct kv_index: the records
 *   type        of a record
 *   part        what an error calls it: "the tables of <part> are damaged"
 *   title       how `klpvet index` calls the number of its records; NULL: it does not print it
 *   references  which members of a record lead where: STRING(member), ID(member, TABLE),
 *               ID_OR_NONE(member, TABLE) and RUN(first, count, TABLE); of a list of ids
 *               EACH(TABLE); NOTHING
 *   is_sound    what else must be true of a record, its order with the one before it included: a
 *               function of verify_records.h, or ANYTHING
 *
 * To add a table: a line here; its record with the functions that give it in index.h or code.h
 * (KV_INDEX_ACCESS() of format.h defines these), and queries; its records in indexer/write.c, or in
 * kv_code_records if they are made beside the debug information; what to print of them in
 * tests/tools/index_dump.c. Where it stands in the file, opening, checking and the statistics follow
 * from the line. Those from PIECES on are filled when the machine code has been read.
 */
#define KV_INDEX_TABLES(TABLE)                                                                     \
	TABLE(SYMBOLS, symbols, kv_symbol, "symbols", "symbols",                                   \
	      STRING(name) ID_OR_NONE(function, FUNCTIONS), ANYTHING)                              \
	/* symbol ids by (name, id); names in another order only make queries miss */              \
	TABLE(SYMBOLS_BY_NAME, symbols_by_name, uint32_t, "symbols", NULL, EACH(SYMBOLS),          \
	      ANYTHING)                                                                            \
	/* symbol ids by (address, id) */                                                          \
	TABLE(SYMBOLS_BY_ADDRESS, symbols_by_address, uint32_t, "symbols", NULL, EACH(SYMBOLS),    \
	      ascending_addresses)                                                                 \
	TABLE(FTRACE, ftrace, uint64_t, "ftrace locations", "ftrace locations", NOTHING,           \
	      ascending_locations)                                                                 \
	TABLE(SOURCES, sources, kv_source, "functions", "source functions",                        \
	      STRING(name) STRING(file) STRING(prototype) STRING(signature)                        \
	      RUN(first_function, function_count, FUNCTIONS_BY_SOURCE)                             \
	      RUN(first_copy, copy_count, COPIES), ANYTHING)                                       \
	/* function ids by (source, address) */                                                    \
	TABLE(FUNCTIONS_BY_SOURCE, functions_by_source, uint32_t, "functions", NULL,               \
	      EACH(FUNCTIONS), ANYTHING)                                                           \
	TABLE(FUNCTIONS, functions, kv_function, "functions", "bodies",                            \
	      ID(source, SOURCES) ID_OR_NONE(symbol, SYMBOLS) ID(unit, UNITS),                     \
	      ascending_functions)                                                                 \
	TABLE(COPIES, copies, kv_copy, "functions", "inlined copies", ID(host, FUNCTIONS),         \
	      ANYTHING)                                                                            \
	TABLE(UNITS, units, kv_unit, "units", NULL, STRING(name), ANYTHING)                        \
	/* strings: names of built-in modules, by name */                                          \
	TABLE(BUILTINS, builtins, uint32_t, "built-in modules", NULL, EACH(STRINGS), ANYTHING)     \
	TABLE(PIECES, pieces, kv_piece, "machine code", NULL, ID(owner, SYMBOLS),                  \
	      disjoint_pieces)                                                                     \
	TABLE(CALLS, calls, kv_call, "machine code", NULL, ID_OR_NONE(source, SOURCES),            \
	      callee_of_its_kind)                                                                  \
	TABLE(CALLERS, callers, kv_caller, "machine code", NULL, ID(symbol, SYMBOLS),              \
	      caller_of_some_calls)                                                                \
	/* ids of direct calls by callee, calls of externals last, by name */                      \
	TABLE(CALLS_BY_CALLEE, calls_by_callee, uint32_t, "machine code", NULL, EACH(CALLS),       \
	      ANYTHING)                                                                            \
	TABLE(POINTERS, pointers, kv_pointer, "machine code", NULL,                                \
	      ID(target, SYMBOLS) ID_OR_NONE(holder, SYMBOLS) STRING(type) STRING(member),         \
	      ANYTHING)                                                                            \
	/* ids of those that have a holder, by (holder, offset) */                                 \
	TABLE(POINTERS_BY_HOLDER, pointers_by_holder, uint32_t, "machine code", NULL,              \
	      EACH(POINTERS), ANYTHING)                                                            \
	TABLE(SYSCALLS, syscalls, kv_syscall, "machine code", NULL,                                \
	      ID(entry, SYMBOLS) STRING(base), abi_known)                                          \
	TABLE(THREADS, threads, kv_thread, "machine code", NULL,                                   \
	      ID_OR_NONE(creator, SYMBOLS) STRING(through), main_in_its_table)                     \
	TABLE(LOOPS, loops, kv_loop, "machine code", NULL,                                         \
	      ID(owner, SYMBOLS) ID_OR_NONE(source, SOURCES), ANYTHING)                            \
	TABLE(VARIABLES, variables, kv_variable, "static variables", NULL,                         \
	      ID(symbol, SYMBOLS) ID(unit, UNITS), ANYTHING)

#endif
