/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/patchability.h"

#include "base/names.h"
#include "image/stay.h"
#include "image/symbols.h"
#include "index/code.h"

/* Why a symbol cannot be patched, alone and as the answer to "can it be?". */
typedef struct kv_obstacle {
	const char *reason;
	const char *text;
} kv_obstacle;

#define OBSTACLE(reason)                                                                           \
	{                                                                                          \
		reason, "cannot be patched: " reason                                               \
	}

#define NOTRACE_OR_UNTRACED "it is marked notrace, or its file is built without -pg/-mfentry "
#define STAYS "the transition would never finish: it is always on the stack of a kernel thread"

static const kv_obstacle obstacles[] = {
	[KV_PATCHABLE] = {NULL, "can be patched"},
	[KV_UNPATCHABLE_STAYS] = {STAYS, "can be patched, but " STAYS},
	[KV_UNPATCHABLE_INIT] = OBSTACLE("it is init text, freed once it has run"),
	[KV_UNPATCHABLE_DATA] = OBSTACLE("it is data, not a function"),
	[KV_UNPATCHABLE_COLD] =
		OBSTACLE("it is the unlikely part split off a function, not its entry"),
	/* __exit implies notrace: include/linux/init.h */
	[KV_UNPATCHABLE_EXIT] = OBSTACLE("it is __exit text, which is built notrace"),
	/* include/linux/compiler_types.h */
	[KV_UNPATCHABLE_NOINSTR] = OBSTACLE("it is marked noinstr (.noinstr.text)"),
	[KV_UNPATCHABLE_ENTRY] = OBSTACLE("it is kernel entry code (.entry.text)"),
	[KV_UNPATCHABLE_STATIC_CALL] = OBSTACLE("it is a static call trampoline"),
	[KV_UNPATCHABLE_NO_TABLE] = OBSTACLE("no table of ftrace locations was found"),
	[KV_UNPATCHABLE_NO_DWARF] =
		OBSTACLE(NOTRACE_OR_UNTRACED "(without DWARF it cannot be said which)"),
	[KV_UNPATCHABLE_DAMAGED_DWARF] =
		OBSTACLE(NOTRACE_OR_UNTRACED "(the DWARF is damaged, so it cannot be said which)"),
	[KV_UNPATCHABLE_ASSEMBLY] =
		OBSTACLE("no C function stands there: it is written in assembly"),
	[KV_UNPATCHABLE_NO_BODY] =
		OBSTACLE(NOTRACE_OR_UNTRACED "(DWARF does not describe its code)"),
	/* "#define inline inline ... notrace": include/linux/compiler_types.h */
	[KV_UNPATCHABLE_INLINE] = OBSTACLE("it is declared inline, which implies notrace"),
	[KV_UNPATCHABLE_UNIT] = OBSTACLE("its file is built without -pg/-mfentry (no function of "
					 "it has an ftrace location)"),
	[KV_UNPATCHABLE_ONLY_FUNCTION] =
		OBSTACLE(NOTRACE_OR_UNTRACED "(it is the only function there)"),
	/* DWARF shows that a function is declared inline only if it was inlined somewhere. */
	[KV_UNPATCHABLE_NOTRACE] =
		OBSTACLE("it is marked notrace, or declared inline, which implies it"),
};

/* What the source of @symbol, which has no ftrace location, shows of why. */
static kv_patchability by_source(const kv_index *index, const kv_symbol *symbol)
{
	const kv_source *source = kv_symbol_named_source(index, symbol);
	const kv_unit *unit;

	if (!kv_index_has_dwarf(index))
		return kv_index_has_damaged_dwarf(index) ? KV_UNPATCHABLE_DAMAGED_DWARF
							 : KV_UNPATCHABLE_NO_DWARF;
	if (!source)
		return KV_UNPATCHABLE_ASSEMBLY;
	if (source->flags & KV_SOURCE_INLINE)
		return KV_UNPATCHABLE_INLINE;
	if (symbol->function == KV_NONE)
		return KV_UNPATCHABLE_NO_BODY;

	unit = kv_index_unit(index, kv_index_function(index, symbol->function)->unit);
	if (unit->traceable_count > 0)
		return KV_UNPATCHABLE_NOTRACE;
	return unit->function_count > 1 ? KV_UNPATCHABLE_UNIT : KV_UNPATCHABLE_ONLY_FUNCTION;
}

/* Why @symbol has no ftrace location. */
static kv_patchability missing_ftrace(const kv_index *index, const kv_symbol *symbol)
{
	if (!(symbol->flags & KV_SYMBOL_TEXT))
		return KV_UNPATCHABLE_DATA;
	if (kv_name_cold_suffix(kv_index_string(index, symbol->name)))
		return KV_UNPATCHABLE_COLD;
	if (!kv_index_has_ftrace(index))
		return KV_UNPATCHABLE_NO_TABLE;

	switch ((kv_region)symbol->region) {
	case KV_REGION_EXIT:
		return KV_UNPATCHABLE_EXIT;
	case KV_REGION_NOINSTR:
		return KV_UNPATCHABLE_NOINSTR;
	case KV_REGION_ENTRY:
		return KV_UNPATCHABLE_ENTRY;
	case KV_REGION_STATIC_CALL:
		return KV_UNPATCHABLE_STATIC_CALL;
	/* Functions of these sections are traced unless something else forbids it. */
	case KV_REGION_INIT:
	case KV_REGION_SCHED:
	case KV_REGION_CPUIDLE:
	case KV_REGION_LOCK:
	case KV_REGION_KPROBES:
	case KV_REGION_PERCPU:
	case KV_REGION_OTHER:
		break;
	}
	return by_source(index, symbol);
}

static bool stays(const kv_index *index, const kv_symbol *symbol)
{
	uint32_t code = kv_index_code_at(index, symbol->address);

	return code != KV_NONE && kv_index_stay(index, code).how != KV_STAYS_NOT;
}

kv_patchability kv_symbol_patchability(const kv_index *index, const kv_symbol *symbol)
{
	if (symbol->region == KV_REGION_INIT)
		return KV_UNPATCHABLE_INIT;
	if (symbol->ftrace_offset == KV_NO_FTRACE)
		return missing_ftrace(index, symbol);
	return stays(index, symbol) ? KV_UNPATCHABLE_STAYS : KV_PATCHABLE;
}

bool kv_patchability_redirects(kv_patchability patchability)
{
	return patchability == KV_PATCHABLE || patchability == KV_UNPATCHABLE_STAYS ||
	       patchability == KV_UNPATCHABLE_NO_TABLE;
}

const char *kv_patchability_text(kv_patchability patchability)
{
	return obstacles[patchability].text;
}

const char *kv_patchability_reason(kv_patchability patchability)
{
	return obstacles[patchability].reason;
}

const char *kv_symbol_patchability_text(const kv_index *index, const kv_symbol *symbol)
{
	return kv_patchability_text(kv_symbol_patchability(index, symbol));
}
