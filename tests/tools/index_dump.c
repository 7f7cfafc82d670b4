/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prints what an index says in lines of text, for comparison with what other tools say:
 *
 *   index_dump FILE.kvx identity    one "key: value" line for each fact about the image
 *   index_dump FILE.kvx symbols     address type name position extent size flags region ftrace
 *   index_dump FILE.kvx ftrace      address
 *   index_dump FILE.kvx sources     name file:line bodies copies | prototype | signature
 *   index_dump FILE.kvx functions   address size cold-address cold-size symbol source file:line
 *                                   unit dead|live
 *   index_dump FILE.kvx copies      address source file:line host call-line real|self|empty
 *   index_dump FILE.kvx units       file functions traceable
 *   index_dump FILE.kvx variables   symbol address file
 *   index_dump FILE.kvx syscalls    abi number entry base; "abi unknown" for an ABI not known
 *   index_dump FILE.kvx pointers    place target target-address data|code holder type member
 *   index_dump FILE.kvx threads     main creator through main|called|external
 *   index_dump FILE.kvx pieces      address size owner
 *   index_dump FILE.kvx calls       site caller caller-address kind callee callee-address source
 *                                   file:line hot|cold
 *
 * Numbers are hexadecimal for addresses and sizes, decimal otherwise; "-" stands for none.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "index/index.h"
#include "index/code.h"

static const char *text(const kv_index *index, uint32_t string)
{
	return kv_index_string(index, string);
}

static const char *symbol_name(const kv_index *index, uint32_t symbol)
{
	return symbol == KV_NONE ? "-" : text(index, kv_index_symbol(index, symbol)->name);
}

/* Sizes of structures and offsets of members, in bytes. */
static void print_layout(const kv_klp_layout *layout)
{
	const struct {
		const char *name;
		uint32_t value;
	} facts[] = {
		{"klp_func", layout->func_size},
		{"klp_func.old_name", layout->func_old_name},
		{"klp_func.new_func", layout->func_new_func},
		{"klp_func.old_sympos", layout->func_old_sympos},
		{"klp_object", layout->object_size},
		{"klp_object.name", layout->object_name},
		{"klp_object.funcs", layout->object_funcs},
		{"klp_object.callbacks", layout->object_callbacks},
		{"klp_patch", layout->patch_size},
		{"klp_patch.mod", layout->patch_mod},
		{"klp_patch.objs", layout->patch_objs},
		{"klp_patch.states", layout->patch_states},
		{"klp_patch.replace", layout->patch_replace},
		{"klp_state", layout->state_size},
		{"klp_state.id", layout->state_id},
		{"klp_state.version", layout->state_version},
		{"klp_callbacks.pre_patch", layout->callbacks_pre_patch},
		{"klp_callbacks.post_patch", layout->callbacks_post_patch},
		{"klp_callbacks.pre_unpatch", layout->callbacks_pre_unpatch},
		{"klp_callbacks.post_unpatch", layout->callbacks_post_unpatch},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(facts); i++)
		printf("%s: %u\n", facts[i].name, facts[i].value);
}

static void print_identity(const kv_index *index)
{
	kv_klp_layout layout;
	uint32_t locations;

	kv_index_ftrace(index, &locations);
	printf("release: %s\nbanner: %s\nvermagic: %s\nbuild-id: %s\nmodule: %s\nmachine: %u\n",
	       kv_index_release(index), kv_index_banner(index), kv_index_vermagic(index),
	       kv_index_build_id(index), kv_index_module(index), kv_index_machine(index));
	printf("dwarf: %s\nftrace: %s\n", kv_index_has_dwarf(index) ? "yes" : "no",
	       kv_index_has_ftrace(index) ? "yes" : "no");
	printf("symbols: %u\nlocations: %u\nsources: %u\nfunctions: %u\ncopies: %u\nunits: %u\n",
	       kv_index_symbol_count(index), locations, kv_index_source_count(index),
	       kv_index_function_count(index), kv_index_copy_count(index),
	       kv_index_unit_count(index));
	printf("ksym-name-len: %u\nmodule-name-len: %u\n", kv_index_ksym_name_len(index),
	       kv_index_module_name_len(index));
	if (kv_index_has_klp_layout(index, &layout))
		print_layout(&layout);
}

static uint32_t position_of(const kv_index *index, uint32_t symbol)
{
	kv_ids same = kv_index_symbols_named(index, symbol_name(index, symbol));

	for (uint32_t i = 0; i < same.count; i++) {
		if (same.id[i] == symbol)
			return i + 1;
	}
	return 0;
}

static const char *region_name(uint8_t region)
{
	static const char *const names[] = {
		[KV_REGION_OTHER] = "-",	 [KV_REGION_INIT] = "init",
		[KV_REGION_EXIT] = "exit",	 [KV_REGION_NOINSTR] = "noinstr",
		[KV_REGION_ENTRY] = "entry",	 [KV_REGION_SCHED] = "sched",
		[KV_REGION_CPUIDLE] = "cpuidle", [KV_REGION_LOCK] = "lock",
		[KV_REGION_KPROBES] = "kprobes", [KV_REGION_STATIC_CALL] = "static-call",
		[KV_REGION_PERCPU] = "percpu",
	};

	return region < G_N_ELEMENTS(names) ? names[region] : "?";
}

static void print_symbols(const kv_index *index)
{
	for (uint32_t i = 0; i < kv_index_symbol_count(index); i++) {
		const kv_symbol *symbol = kv_index_symbol(index, i);

		printf("%016" PRIx64 " %c %s %u %" PRIx64 " %x %s%s%s%s%s %s ", symbol->address,
		       symbol->type, text(index, symbol->name), position_of(index, i),
		       symbol->extent, symbol->size, symbol->flags & KV_SYMBOL_FUNCTION ? "f" : "-",
		       symbol->flags & KV_SYMBOL_TEXT ? "t" : "-",
		       symbol->flags & KV_SYMBOL_GLOBAL ? "g" : "-",
		       symbol->flags & KV_SYMBOL_WEAK ? "w" : "-",
		       symbol->flags & KV_SYMBOL_CORE ? "c" : "-", region_name(symbol->region));
		if (symbol->ftrace_offset == KV_NO_FTRACE)
			printf("-\n");
		else
			printf("+%u\n", symbol->ftrace_offset);
	}
}

static void print_ftrace(const kv_index *index)
{
	uint32_t count;
	const uint64_t *locations = kv_index_ftrace(index, &count);

	for (uint32_t i = 0; i < count; i++)
		printf("%016" PRIx64 "\n", locations[i]);
}

static void print_source_place(const kv_index *index, const kv_source *source)
{
	printf("%s %s:%u", text(index, source->name), text(index, source->file), source->line);
}

static void print_sources(const kv_index *index)
{
	for (uint32_t i = 0; i < kv_index_source_count(index); i++) {
		const kv_source *source = kv_index_source(index, i);

		print_source_place(index, source);
		printf(" %u %u | %s | %s\n", source->function_count, source->copy_count,
		       text(index, source->prototype), text(index, source->signature));
	}
}

static void print_functions(const kv_index *index)
{
	for (uint32_t i = 0; i < kv_index_function_count(index); i++) {
		const kv_function *function = kv_index_function(index, i);

		printf("%016" PRIx64 " %x %016" PRIx64 " %x %s ", function->address, function->size,
		       function->cold_address, function->cold_size,
		       symbol_name(index, function->symbol));
		print_source_place(index, kv_index_source(index, function->source));
		printf(" %s %s\n", text(index, kv_index_unit(index, function->unit)->name),
		       function->flags & KV_FUNCTION_DEAD ? "dead" : "live");
	}
}

static void print_copies(const kv_index *index)
{
	for (uint32_t i = 0; i < kv_index_source_count(index); i++) {
		const kv_source *source = kv_index_source(index, i);

		for (uint32_t j = 0; j < source->copy_count; j++) {
			const kv_copy *copy = kv_index_copy(index, source->first_copy + j);

			printf("%016" PRIx64 " ", copy->address);
			print_source_place(index, source);
			printf(" %s %u %s\n",
			       symbol_name(index, kv_index_function(index, copy->host)->symbol),
			       copy->call_line,
			       copy->flags & KV_COPY_EMPTY  ? "empty"
			       : copy->flags & KV_COPY_SELF ? "self"
							    : "real");
		}
	}
}

static void print_syscalls(const kv_index *index)
{
	static const char *const abis[KV_ABI_COUNT] = {"native", "ia32", "x32"};

	for (uint32_t i = 0; i < kv_index_syscall_count(index); i++) {
		const kv_syscall *record = kv_index_syscall(index, i);

		printf("%s %u %s %s\n", abis[record->abi], record->number,
		       symbol_name(index, record->entry), text(index, record->base));
	}
	for (int abi = 0; abi < KV_ABI_COUNT; abi++)
		if (!kv_index_has_syscalls(index, (kv_abi)abi))
			printf("%s unknown\n", abis[abi]);
}

static const char *text_or_dash(const kv_index *index, uint32_t string)
{
	const char *found = text(index, string);

	return found[0] ? found : "-";
}

static void print_pointers(const kv_index *index)
{
	for (uint32_t i = 0; i < kv_index_pointer_count(index); i++) {
		const kv_pointer *pointer = kv_index_pointer(index, i);
		uint64_t place = pointer->offset;

		if (pointer->holder != KV_NONE)
			place = kv_index_symbol(index, pointer->holder)->address +
				(int32_t)pointer->offset;
		printf("%016" PRIx64 " %s %016" PRIx64 " %s %s %s %s\n", place,
		       symbol_name(index, pointer->target),
		       kv_index_symbol(index, pointer->target)->address,
		       pointer->flags & KV_POINTER_IN_CODE ? "code" : "data",
		       symbol_name(index, pointer->holder), text_or_dash(index, pointer->type),
		       text_or_dash(index, pointer->member));
	}
}

static void print_threads(const kv_index *index)
{
	for (uint32_t i = 0; i < kv_index_thread_count(index); i++) {
		const kv_thread *thread = kv_index_thread(index, i);
		bool external = thread->flags & KV_THREAD_EXTERNAL;

		printf("%s %s %s %s\n",
		       external ? text(index, thread->main) : symbol_name(index, thread->main),
		       symbol_name(index, thread->creator), text(index, thread->through),
		       external			       ? "external"
		       : thread->flags & KV_THREAD_CALLED ? "called"
						       : "main");
	}
}

static void print_units(const kv_index *index)
{
	for (uint32_t i = 0; i < kv_index_unit_count(index); i++) {
		const kv_unit *unit = kv_index_unit(index, i);

		printf("%s %u %u\n", text(index, unit->name), unit->function_count,
		       unit->traceable_count);
	}
}

static void print_variables(const kv_index *index)
{
	for (uint32_t i = 0; i < kv_index_variable_count(index); i++) {
		const kv_variable *variable = kv_index_variable(index, i);
		const kv_unit *unit = kv_index_unit(index, variable->unit);

		printf("%s %" PRIx64 " %s\n", symbol_name(index, variable->symbol),
		       kv_index_symbol(index, variable->symbol)->address, text(index, unit->name));
	}
}

static void print_pieces(const kv_index *index)
{
	for (uint32_t i = 0; i < kv_index_piece_count(index); i++) {
		const kv_piece *piece = kv_index_piece(index, i);

		printf("%016" PRIx64 " %x %s\n", kv_index_text_base(index) + piece->offset,
		       piece->size, symbol_name(index, piece->owner));
	}
}

static const char *kind_name(uint8_t kind)
{
	static const char *const names[] = {
		[KV_CALL_CALL] = "call",
		[KV_CALL_TAIL] = "tail",
		[KV_CALL_TAIL_CONDITIONAL] = "tail-conditional",
		[KV_CALL_INDIRECT] = "indirect",
		[KV_CALL_INDIRECT_TAIL] = "indirect-tail",
	};

	return kind < G_N_ELEMENTS(names) ? names[kind] : "?";
}

static void print_callee(const kv_index *index, const kv_call *call)
{
	if (call->flags & KV_CALL_EXTERNAL)
		printf(" %s external", text(index, call->callee));
	else if (call->callee == KV_NONE)
		printf(" - -");
	else
		printf(" %s %016" PRIx64, symbol_name(index, call->callee),
		       kv_index_symbol(index, call->callee)->address);
}

static void print_calls(const kv_index *index)
{
	for (uint32_t i = 0; i < kv_index_call_count(index); i++) {
		const kv_call *call = kv_index_call(index, i);
		uint32_t caller = kv_index_caller(index, i);

		printf("%016" PRIx64 " %s %016" PRIx64 " %s",
		       kv_index_text_base(index) + call->site, symbol_name(index, caller),
		       kv_index_symbol(index, caller)->address, kind_name(call->kind));
		print_callee(index, call);
		printf(" ");
		if (call->source == KV_NONE)
			printf("- -");
		else
			print_source_place(index, kv_index_source(index, call->source));
		printf(" %s\n", call->flags & KV_CALL_FROM_COLD ? "cold" : "hot");
	}
}

static const struct {
	const char *name;
	void (*print)(const kv_index *index);
} tables[] = {
	{"identity", print_identity}, {"symbols", print_symbols},     {"ftrace", print_ftrace},
	{"sources", print_sources},   {"functions", print_functions}, {"copies", print_copies},
	{"units", print_units},	      {"pieces", print_pieces},	      {"calls", print_calls},
	{"variables", print_variables},
	{"syscalls", print_syscalls}, {"pointers", print_pointers},   {"threads", print_threads},
};

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_index) index = NULL;

	if (argc != 3) {
		fprintf(stderr, "usage: index_dump FILE.kvx TABLE\n");
		return 2;
	}
	index = kv_index_open(argv[1], &error);
	if (!index) {
		fprintf(stderr, "index_dump: %s\n", error->message);
		return 3;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
		if (strcmp(argv[2], tables[i].name) == 0) {
			tables[i].print(index);
			return 0;
		}
	}
	fprintf(stderr, "index_dump: no table '%s'\n", argv[2]);
	return 2;
}
