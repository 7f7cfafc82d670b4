/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/check.h"

#include "engine/state.h"

/* One of the facts that a rule may need of a function's object, and what to say without it. */
typedef struct kv_requirement {
	kv_needs need;
	bool (*known)(const kv_index *index);
	const char *reason;
	const char *supply_vmlinux;
	const char *supply_module;
} kv_requirement;

static bool has_symbols(const kv_index *index)
{
	return kv_index_symbol_count(index) > 0;
}

static const kv_requirement requirements[] = {
	{KV_NEEDS_SYMBOLS, has_symbols, "it has no symbol table",
	 "give a vmlinux that is not stripped with --kernel",
	 "give the folder of modules that are not stripped with --modules"},
	{KV_NEEDS_FTRACE, kv_index_has_ftrace, "it has no table of ftrace locations",
	 "give a vmlinux that is not stripped, of a kernel with CONFIG_DYNAMIC_FTRACE",
	 "give the folder of the modules as they were built with --modules"},
	{KV_NEEDS_DWARF, kv_index_has_dwarf, "it has no debug information (DWARF)",
	 "install the kernel's debug package, or give its vmlinux with --kernel",
	 "install the kernel's debug package, or give the folder of its modules with --modules"},
	{KV_NEEDS_CODE, kv_index_has_code, "its machine code could not be read for calls",
	 "give a vmlinux with its code, of an architecture that klpvet decodes, or one with DWARF",
	 "give the folder of the modules as they were built with --modules"},
};

/* Why the fact of @requirement is not known of @index. */
static const char *reason_of(const kv_requirement *requirement, const kv_index *index)
{
	if (requirement->need == KV_NEEDS_DWARF && kv_index_has_damaged_dwarf(index))
		return "its debug information (DWARF) is damaged";
	return requirement->reason;
}

const kv_livepatch *kv_check_livepatch(const kv_check *check)
{
	return check->livepatch;
}

kv_kernel *kv_check_kernel(const kv_check *check)
{
	return check->kernel;
}

const kv_index *kv_check_vmlinux(const kv_check *check)
{
	return kv_kernel_index(check->kernel);
}

const GPtrArray *kv_check_patched(const kv_check *check)
{
	return check->entries;
}

const kv_reach *kv_check_reach(kv_check *check, const kv_patched *patched)
{
	kv_entry *entry = (kv_entry *)patched;

	if (!entry->reach)
		entry->reach = kv_reach_new(patched->index, &patched->symbol, 1, KV_REACH_LIMIT);
	return entry->reach;
}

/* What reaches a function that carries an inlined copy of it; computed once. */
static const kv_reach *reach_copies(kv_check *check, const kv_patched *patched)
{
	kv_entry *entry = (kv_entry *)patched;

	if (!entry->copies)
		entry->copies = kv_reach_copies_new(patched->index, kv_patched_source(patched));
	return entry->copies;
}

bool kv_check_replaces_on_way(kv_check *check, const kv_patched *patched, uint32_t from)
{
	for (guint i = 0; i < check->entries->len; i++) {
		const kv_entry *entry = g_ptr_array_index(check->entries, i);
		const kv_patched *other = &entry->patched;

		if (other == patched || other->index != patched->index || other->symbol == KV_NONE)
			continue;
		if (kv_reach_contains(kv_check_reach(check, other), from) ||
		    kv_reach_contains(reach_copies(check, other), from))
			return true;
	}
	return kv_reach_contains(reach_copies(check, patched), from);
}

static kv_finding *emit(kv_check *check, guint object, guint function, char *message)
{
	kv_emitted emitted = {
		.object = object,
		.function = function,
		.sequence = check->emitted->len,
		.finding = kv_finding_new(check->running, message),
	};

	g_array_append_val(check->emitted, emitted);
	return emitted.finding;
}

void kv_finding_place(kv_finding *finding, const kv_c_place *place)
{
	if (!place->file)
		return;
	g_free(finding->location.file);
	finding->location.file = g_strdup(place->file);
	finding->location.line = place->line;
	finding->in_livepatch = true;
}

/* Takes @message over. */
static kv_finding *report(kv_check *check, const kv_patched *patched, char *message)
{
	const kv_entry *entry = (const kv_entry *)patched;
	const kv_source *source;
	kv_finding *finding;

	if (!entry) {
		finding = emit(check, 0, 0, message);
		kv_finding_place(finding, &check->livepatch->place);
		return finding;
	}

	finding = emit(check, entry->object_number + 1, entry->function_number + 1, message);
	finding->object = g_strdup(patched->object_name);
	finding->function = g_strdup(entry->name);
	source = kv_patched_source(patched);
	if (source) {
		finding->location.file = g_strdup(kv_index_string(patched->index, source->file));
		finding->location.line = source->line;
	}
	kv_finding_place(finding, &patched->function->place);
	return finding;
}

kv_finding *kv_check_report(kv_check *check, const kv_patched *patched, const char *format, ...)
{
	va_list arguments;
	char *message;

	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	return report(check, patched, message);
}

kv_finding *kv_check_report_at(kv_check *check, const kv_patched *patched,
			       const kv_c_place *place, const char *format, ...)
{
	kv_finding *finding;
	va_list arguments;
	char *message;

	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	finding = report(check, patched, message);
	kv_finding_place(finding, place);
	return finding;
}

kv_finding *kv_check_report_object(kv_check *check, const kv_lp_object *object, const char *format,
				   ...)
{
	kv_finding *finding;
	va_list arguments;
	guint number = 0;
	char *message;

	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);

	g_ptr_array_find(check->livepatch->objects, object, &number);
	finding = emit(check, number + 1, 0, message);
	finding->object = g_strdup(kv_lp_object_display_name(object));
	kv_finding_place(finding, &object->place);
	return finding;
}

static const char *text_or_empty(const char *text)
{
	return text ? text : "";
}

/* Rules repeat themselves for each function; the report says each thing once. */
static void add_doubt(kv_check *check, kv_effect effect, const char *object, const char *function,
		      const char *reason, const char *supply)
{
	const char *rule = check->running->rule->id;
	char *key = g_strjoin("\n", rule, text_or_empty(object), text_or_empty(function),
			      text_or_empty(reason), NULL);
	kv_not_checked *entry;

	if (!g_hash_table_add(check->not_checked_keys, key))
		return;
	entry = g_new0(kv_not_checked, 1);
	entry->rule = g_strdup(rule);
	entry->object = g_strdup(object);
	entry->function = g_strdup(function);
	entry->reason = g_strdup(reason);
	entry->supply = g_strdup(supply);
	entry->effect = effect;
	g_ptr_array_add(check->not_checked, entry);
}

static void add_not_checked(kv_check *check, const char *object, const char *function,
			    const char *reason, const char *supply)
{
	add_doubt(check, check->running->effect, object, function, reason, supply);
}

void kv_check_not_checked(kv_check *check, const kv_patched *patched, const char *reason,
			  const char *supply)
{
	if (patched)
		add_not_checked(check, patched->object_name, kv_patched_name(patched), reason,
				supply);
	else
		add_not_checked(check, NULL, NULL, reason, supply);
}

void kv_check_doubt(kv_check *check, const kv_patched *patched, kv_effect effect,
		    const char *reason, const char *supply)
{
	add_doubt(check, effect, patched ? patched->object_name : NULL,
		  patched ? kv_patched_name(patched) : NULL, reason, supply);
}

void kv_check_object_not_checked(kv_check *check, const kv_lp_object *object, const char *reason,
				 const char *supply)
{
	add_not_checked(check, kv_lp_object_display_name(object), NULL, reason, supply);
}

/* Whether the running rule may look at @entry; records why not. */
static bool facts_suffice(kv_check *check, const kv_entry *entry)
{
	const kv_patched *patched = &entry->patched;

	for (guint i = 0; i < G_N_ELEMENTS(requirements); i++) {
		const kv_requirement *requirement = &requirements[i];
		g_autofree char *reason = NULL;

		if (!(check->running->needs & requirement->need))
			continue;
		if (!patched->index) {
			add_not_checked(check, patched->object_name, NULL, entry->missing_reason,
					entry->missing_supply);
			return false;
		}
		if (requirement->known(patched->index))
			continue;
		reason = g_strdup_printf("%s: %s", patched->object_name,
					 reason_of(requirement, patched->index));
		add_not_checked(check, patched->object_name, NULL, reason,
				patched->in_module ? requirement->supply_module
						   : requirement->supply_vmlinux);
		return false;
	}
	if (patched->index && patched->lookup == KV_LOOKUP_UNKNOWN) {
		add_not_checked(check, patched->object_name, entry->name,
				"several symbols have the name, and code of the module may set "
				".old_sympos",
				"initialise .old_sympos statically");
		return false;
	}
	return true;
}

void kv_check_mention_gaps(kv_check *check)
{
	for (guint i = 0; i < check->livepatch->gaps->len; i++) {
		const kv_lp_gap *gap = g_ptr_array_index(check->livepatch->gaps, i);
		g_autofree char *reason = g_strdup_printf("%s: %s", gap->what, gap->reason);

		add_not_checked(check, NULL, NULL, reason, gap->supply);
	}
}

bool kv_check_code_is_known(kv_check *check)
{
	if (check->livepatch->kind == KV_LIVEPATCH_SOURCE || check->livepatch->bodies)
		return true;
	add_not_checked(check, NULL, NULL, "the machine code of the livepatch cannot be read",
			"give a livepatch module for x86-64, or its source");
	return false;
}

bool kv_rule_applies(const kv_rule_info *info, const kv_check *check)
{
	bool is_source = check->livepatch->kind == KV_LIVEPATCH_SOURCE;

	if (info->needs & KV_NEEDS_PREVIOUS && check->installed->len == 0)
		return false;
	return !(info->needs & (is_source ? KV_NEEDS_MODULE : KV_NEEDS_SOURCE));
}

/* Of source that nobody could read, a rule on code sees nothing. */
static void mention_unread(kv_check *check, const kv_rule_info *info)
{
	const kv_rule *rule = info->rule;

	if (info->needs & (KV_NEEDS_SOURCE | KV_NEEDS_EITHER) && check->livepatch->code_unread &&
	    (rule->check_livepatch || rule->check_function || rule->check_source))
		add_not_checked(
			check, NULL, NULL, check->livepatch->code_unread,
			"install the kernel's headers, or give them with --kdir; or check the "
			"module that is built");
}

static void run_rule(kv_check *check, const kv_rule_info *info)
{
	const kv_rule *rule = info->rule;

	if (!kv_rule_applies(info, check))
		return;
	check->running = info;
	if (rule->check_source && check->livepatch->kind == KV_LIVEPATCH_SOURCE) {
		mention_unread(check, info);
		rule->check_source(check);
		return;
	}
	if (info->needs & KV_NEEDS_SYMBOLS && kv_kernel_contradicted(check->kernel))
		add_not_checked(check, NULL, NULL,
				"the symbols given with --kallsyms are not those of this vmlinux",
				"give the vmlinux of the kernel that the list was read from");
	/* Whatever the reader could not see may hide functions that the rule concerns. */
	if (check->livepatch->gaps->len > 0) {
		if (rule->check_function || info->needs & KV_NEEDS_FUNCTIONS)
			kv_check_mention_gaps(check);
		if (info->needs & KV_NEEDS_FUNCTIONS)
			return;
	}
	mention_unread(check, info);
	if (rule->check_livepatch)
		rule->check_livepatch(check);
	if (!rule->check_function)
		return;

	for (guint i = 0; i < check->entries->len; i++) {
		const kv_entry *entry = g_ptr_array_index(check->entries, i);

		/* Never looked up by the kernel: other rules report why. */
		if (!entry->named || entry->unreachable)
			continue;
		if (facts_suffice(check, entry))
			rule->check_function(check, &entry->patched);
	}
}

static void run_suppression_rules(kv_check *check)
{
	guint first = check->emitted->len;

	kv_check_suppress(check);
	for (unsigned int i = 0; i < kv_rule_count; i++) {
		const kv_rule_info *info = &kv_rule_catalogue[i];

		if (!info->rule->check_suppressions || !kv_rule_applies(info, check))
			continue;
		check->running = info;
		info->rule->check_suppressions(check);
	}
	for (guint i = first; i < check->emitted->len; i++)
		g_array_index(check->emitted, kv_emitted, i).finding->formal = TRUE;
}

kv_result *kv_check_run(const kv_livepatch *livepatch, kv_kernel *kernel)
{
	return kv_check_run_after(NULL, livepatch, kernel);
}

kv_result *kv_check_run_after(const GPtrArray *previous, const kv_livepatch *livepatch,
			      kv_kernel *kernel)
{
	kv_check check = {
		.livepatch = livepatch,
		.kernel = kernel,
		.installed = kv_installed_after(previous),
		.emitted = g_array_new(FALSE, FALSE, sizeof(kv_emitted)),
		.not_checked = g_ptr_array_new_with_free_func((GDestroyNotify)kv_not_checked_free),
		.used_allowances = g_hash_table_new(g_direct_hash, g_direct_equal),
		.not_checked_keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
	};
	kv_result *result;

	kv_check_resolve(&check);
	for (unsigned int i = 0; i < kv_rule_count; i++)
		run_rule(&check, &kv_rule_catalogue[i]);
	run_suppression_rules(&check);
	result = kv_result_new(&check);

	g_array_unref(check.installed);
	g_array_unref(check.emitted);
	g_ptr_array_unref(check.not_checked);
	g_hash_table_unref(check.used_allowances);
	g_hash_table_unref(check.not_checked_keys);
	g_hash_table_unref(check.addresses);
	g_hash_table_unref(check.sources);
	g_ptr_array_unref(check.entries);
	g_ptr_array_unref(check.companions);
	return result;
}
