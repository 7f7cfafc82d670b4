/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "engine/state.h"

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

const kv_patched *kv_check_first_at(const kv_check *check, const kv_index *index, uint64_t address)
{
	kv_target target = {.index = index, .address = address};

	return g_hash_table_lookup(check->addresses, &target);
}

bool kv_check_patches_address(const kv_check *check, const kv_index *index, uint64_t address)
{
	return kv_check_first_at(check, index, address) != NULL;
}

bool kv_check_first_of_source(const kv_check *check, const kv_patched *patched)
{
	return g_hash_table_lookup(check->sources, kv_patched_source(patched)) == patched;
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

kv_finding *kv_check_report_at(kv_check *check, const kv_patched *patched, const kv_c_place *place,
			       const char *format, ...)
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
	if (kv_livepatch_kind_tells(check->livepatch->kind, KV_TELLS_SOURCE) ||
	    check->livepatch->bodies)
		return true;
	add_not_checked(check, NULL, NULL, "the machine code of the livepatch cannot be read",
			"give a livepatch module for x86-64, or its source");
	return false;
}
