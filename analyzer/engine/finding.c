/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/finding.h"

#include "engine/catalogue.h"

const char *kv_level_name(kv_level level)
{
	static const char *const names[] = {
		[KV_NOTE] = "note",
		[KV_WARNING] = "warning",
		[KV_ERROR_LEVEL] = "error",
	};

	return names[level];
}

const char *kv_confidence_name(kv_confidence confidence)
{
	static const char *const names[] = {
		[KV_REVIEW] = "review",
		[KV_LIKELY] = "likely",
		[KV_EXACT] = "exact",
	};

	return names[confidence];
}

const char *kv_effect_name(kv_effect effect)
{
	static const char *const names[] = {
		[KV_EFFECT_UNRELATED] = "unrelated",
		[KV_EFFECT_NONE] = "none",
		[KV_EFFECT_LEAK] = "leak",
		[KV_EFFECT_UNDEFINED] = "undefined",
		[KV_EFFECT_INEFFECTIVE] = "ineffective",
		[KV_EFFECT_STUCK] = "stuck",
		[KV_EFFECT_CRASH] = "crash",
		[KV_EFFECT_TARGET_REFUSED] = "target-refused",
		[KV_EFFECT_REFUSED] = "refused",
	};

	return names[effect];
}

const char *kv_stage_name(kv_stage stage)
{
	static const char *const names[] = {
		[KV_STAGE_ELF] = "elf",
		[KV_STAGE_LAYOUT] = "layout",
		[KV_STAGE_VERMAGIC] = "vermagic",
		[KV_STAGE_MODINFO] = "modinfo",
		[KV_STAGE_UNIQUE] = "unique",
		[KV_STAGE_SYMBOLS] = "symbols",
		[KV_STAGE_ARGUMENTS] = "arguments",
		[KV_STAGE_ARRAYS] = "arrays",
		[KV_STAGE_MARK] = "mark",
		[KV_STAGE_STATES] = "states",
		[KV_STAGE_EARLY] = "early",
		[KV_STAGE_ENTRY] = "entry",
		[KV_STAGE_SYSFS] = "sysfs",
		[KV_STAGE_LOOKUP] = "lookup",
		[KV_STAGE_FTRACE] = "ftrace",
		[KV_STAGE_TRANSITION] = "transition",
		[KV_STAGE_RUN] = "run",
		[KV_STAGE_TARGET_LOADS] = "target-loads",
	};

	return names[stage];
}

static void kv_evidence_free(kv_evidence *evidence)
{
	g_free(evidence->name);
	g_free(evidence->location.file);
	g_free(evidence->remark);
	g_free(evidence);
}

static void suppression_free(kv_suppression *suppression)
{
	if (!suppression)
		return;
	g_free(suppression->reason);
	g_free(suppression->location.file);
	g_free(suppression);
}

void kv_finding_suppress(kv_finding *finding, const char *reason, const char *file, uint32_t line)
{
	suppression_free(finding->suppressed);
	finding->suppressed = g_new0(kv_suppression, 1);
	finding->suppressed->reason = g_strdup(reason);
	finding->suppressed->location.file = g_strdup(file);
	finding->suppressed->location.line = line;
}

kv_finding *kv_finding_new(const kv_rule_info *info, char *message)
{
	kv_finding *finding = g_new0(kv_finding, 1);

	finding->rule = info->rule->id;
	finding->level = info->level;
	finding->confidence = info->confidence;
	finding->effect = info->effect;
	finding->stage = info->stage;
	finding->errno_name = info->errno_name;
	finding->message = message;
	finding->keepers = g_array_new(FALSE, FALSE, sizeof(guint64));
	finding->evidence = g_ptr_array_new_with_free_func((GDestroyNotify)kv_evidence_free);
	return finding;
}

void kv_finding_free(kv_finding *finding)
{
	if (!finding)
		return;

	g_free(finding->log);
	g_free(finding->object);
	g_free(finding->function);
	g_free(finding->location.file);
	g_free(finding->message);
	g_free(finding->consequence);
	g_free(finding->remedy);
	g_free(finding->source);
	suppression_free(finding->suppressed);
	g_ptr_array_unref(finding->evidence);
	g_array_unref(finding->keepers);
	g_free(finding);
}

G_GNUC_PRINTF(2, 0)
static void replace_text(char **text, const char *format, va_list arguments)
{
	g_free(*text);
	*text = g_strdup_vprintf(format, arguments);
}

void kv_finding_set_log(kv_finding *finding, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	replace_text(&finding->log, format, arguments);
	va_end(arguments);
}

void kv_finding_set_refusal(kv_finding *finding, kv_stage stage, const char *errno_name,
			    const char *log, ...)
{
	va_list arguments;

	finding->effect = KV_EFFECT_REFUSED;
	finding->stage = stage;
	finding->errno_name = errno_name;
	if (!log) {
		g_clear_pointer(&finding->log, g_free);
		return;
	}
	va_start(arguments, log);
	replace_text(&finding->log, log, arguments);
	va_end(arguments);
}

void kv_finding_set_effect(kv_finding *finding, kv_effect effect, kv_stage stage)
{
	finding->effect = effect;
	finding->stage = stage;
	finding->errno_name = NULL;
	g_clear_pointer(&finding->log, g_free);
}

void kv_finding_add_keeper(kv_finding *finding, guint64 address)
{
	g_array_append_val(finding->keepers, address);
}

void kv_finding_add_unknown_keeper(kv_finding *finding)
{
	finding->has_unknown_keeper = TRUE;
}

void kv_finding_set_consequence(kv_finding *finding, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	replace_text(&finding->consequence, format, arguments);
	va_end(arguments);
}

void kv_finding_set_remedy(kv_finding *finding, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	replace_text(&finding->remedy, format, arguments);
	va_end(arguments);
}

void kv_finding_set_source(kv_finding *finding, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	replace_text(&finding->source, format, arguments);
	va_end(arguments);
}

G_GNUC_PRINTF(5, 0)
static void add_evidence(kv_finding *finding, const char *name, const char *file, uint32_t line,
			 const char *remark, va_list arguments)
{
	kv_evidence *evidence = g_new0(kv_evidence, 1);

	evidence->name = g_strdup(name);
	evidence->location.file = g_strdup(file);
	evidence->location.line = line;
	if (remark)
		evidence->remark = g_strdup_vprintf(remark, arguments);
	g_ptr_array_add(finding->evidence, evidence);
}

void kv_finding_add_evidence(kv_finding *finding, const char *name, const char *file, uint32_t line,
			     const char *remark, ...)
{
	va_list arguments;

	va_start(arguments, remark);
	add_evidence(finding, name, file, line, remark, arguments);
	va_end(arguments);
}

void kv_not_checked_free(kv_not_checked *not_checked)
{
	if (!not_checked)
		return;

	g_free(not_checked->rule);
	g_free(not_checked->object);
	g_free(not_checked->function);
	g_free(not_checked->reason);
	g_free(not_checked->supply);
	g_free(not_checked);
}
