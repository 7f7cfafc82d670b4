/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/names.h"
#include "engine/rule.h"

/* Why a symbol has no usable ftrace location, as a reason and as the answer "can I patch it". */
typedef struct kv_obstacle {
	const char *reason;
	const char *patchability;
} kv_obstacle;

#define OBSTACLE(text)                                                                             \
	{                                                                                          \
		text, "cannot be patched: " text                                                   \
	}

enum {
	OBSTACLE_DATA,
	OBSTACLE_COLD,
	OBSTACLE_INIT,
	OBSTACLE_EXIT,
	OBSTACLE_NOINSTR,
	OBSTACLE_ENTRY,
	OBSTACLE_STATIC_CALL,
	OBSTACLE_NO_TABLE,
	OBSTACLE_NO_DWARF,
	OBSTACLE_DAMAGED_DWARF,
	OBSTACLE_ASSEMBLY,
	OBSTACLE_NO_BODY,
	OBSTACLE_INLINE,
	OBSTACLE_UNIT,
	OBSTACLE_ONLY_FUNCTION,
	OBSTACLE_NOTRACE,
};

static const kv_obstacle obstacles[] = {
	[OBSTACLE_DATA] = OBSTACLE("it is data, not a function"),
	[OBSTACLE_COLD] = OBSTACLE("it is the unlikely part split off a function, not its entry"),
	[OBSTACLE_INIT] = OBSTACLE("it is init text, freed once it has run"),
	/* __exit implies notrace: include/linux/init.h */
	[OBSTACLE_EXIT] = OBSTACLE("it is __exit text, which is built notrace"),
	/* include/linux/compiler_types.h */
	[OBSTACLE_NOINSTR] = OBSTACLE("it is marked noinstr (.noinstr.text)"),
	[OBSTACLE_ENTRY] = OBSTACLE("it is kernel entry code (.entry.text)"),
	[OBSTACLE_STATIC_CALL] = OBSTACLE("it is a static call trampoline"),
	[OBSTACLE_NO_TABLE] = OBSTACLE("no table of ftrace locations was found"),
	[OBSTACLE_NO_DWARF] = OBSTACLE("it is marked notrace, or its file is built without "
				       "-pg/-mfentry (without DWARF it cannot be said which)"),
	[OBSTACLE_DAMAGED_DWARF] = OBSTACLE("it is marked notrace, or its file is built without "
					    "-pg/-mfentry (the DWARF is damaged, so it cannot be "
					    "said which)"),
	[OBSTACLE_ASSEMBLY] = OBSTACLE("no C function stands there: it is written in assembly"),
	[OBSTACLE_NO_BODY] = OBSTACLE("it is marked notrace, or its file is built without "
				      "-pg/-mfentry (DWARF does not describe its code)"),
	/* "#define inline inline ... notrace": include/linux/compiler_types.h */
	[OBSTACLE_INLINE] = OBSTACLE("it is declared inline, which implies notrace"),
	[OBSTACLE_UNIT] = OBSTACLE("its file is built without -pg/-mfentry (no function of it has "
				   "an ftrace location)"),
	[OBSTACLE_ONLY_FUNCTION] = OBSTACLE("it is marked notrace, or its file is built without "
					    "-pg/-mfentry (it is the only function there)"),
	/* DWARF shows that a function is declared inline only if it was inlined somewhere. */
	[OBSTACLE_NOTRACE] = OBSTACLE("it is marked notrace, or declared inline, which implies it"),
};

const kv_source *kv_symbol_source(const kv_index *index, const kv_symbol *symbol)
{
	if (symbol->function == KV_NONE)
		return NULL;
	return kv_index_source(index, kv_index_function(index, symbol->function)->source);
}

bool kv_symbol_is_part(const kv_index *index, const kv_symbol *symbol)
{
	const char *name = kv_index_string(index, symbol->name);

	return strstr(name, ".part.") || kv_name_cold_suffix(name);
}

static const kv_obstacle *source_obstacle(const kv_index *index, const kv_symbol *symbol)
{
	const kv_source *source = kv_symbol_named_source(index, symbol);
	const kv_unit *unit;

	if (!kv_index_has_dwarf(index))
		return &obstacles[kv_index_has_damaged_dwarf(index) ? OBSTACLE_DAMAGED_DWARF
								    : OBSTACLE_NO_DWARF];
	if (!source)
		return &obstacles[OBSTACLE_ASSEMBLY];
	if (source->flags & KV_SOURCE_INLINE)
		return &obstacles[OBSTACLE_INLINE];
	if (symbol->function == KV_NONE)
		return &obstacles[OBSTACLE_NO_BODY];

	unit = kv_index_unit(index, kv_index_function(index, symbol->function)->unit);
	if (unit->traceable_count > 0)
		return &obstacles[OBSTACLE_NOTRACE];
	return &obstacles[unit->function_count > 1 ? OBSTACLE_UNIT : OBSTACLE_ONLY_FUNCTION];
}

static const kv_obstacle *missing_ftrace(const kv_index *index, const kv_symbol *symbol)
{
	if (!(symbol->flags & KV_SYMBOL_TEXT))
		return &obstacles[OBSTACLE_DATA];
	if (kv_name_cold_suffix(kv_index_string(index, symbol->name)))
		return &obstacles[OBSTACLE_COLD];
	if (!kv_index_has_ftrace(index))
		return &obstacles[OBSTACLE_NO_TABLE];

	switch ((kv_region)symbol->region) {
	case KV_REGION_INIT:
		return &obstacles[OBSTACLE_INIT];
	case KV_REGION_EXIT:
		return &obstacles[OBSTACLE_EXIT];
	case KV_REGION_NOINSTR:
		return &obstacles[OBSTACLE_NOINSTR];
	case KV_REGION_ENTRY:
		return &obstacles[OBSTACLE_ENTRY];
	case KV_REGION_STATIC_CALL:
		return &obstacles[OBSTACLE_STATIC_CALL];
	/* Functions of these sections are traced unless something else forbids it. */
	case KV_REGION_SCHED:
	case KV_REGION_CPUIDLE:
	case KV_REGION_LOCK:
	case KV_REGION_KPROBES:
	case KV_REGION_PERCPU:
	case KV_REGION_OTHER:
		break;
	}
	return source_obstacle(index, symbol);
}

const char *kv_symbol_no_ftrace_reason(const kv_index *index, const kv_symbol *symbol)
{
	return missing_ftrace(index, symbol)->reason;
}

const char *kv_symbol_patchability(const kv_index *index, const kv_symbol *symbol)
{
	if (symbol->region == KV_REGION_INIT)
		return obstacles[OBSTACLE_INIT].patchability;
	if (symbol->ftrace_offset != KV_NO_FTRACE)
		return "can be patched";
	return missing_ftrace(index, symbol)->patchability;
}
