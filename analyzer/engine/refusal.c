/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/refusal.h"

#include "engine/catalogue.h"

static bool is_refusal(const kv_finding *finding)
{
	return finding->effect == KV_EFFECT_REFUSED || finding->effect == KV_EFFECT_TARGET_REFUSED;
}

/* "EINVAL: "the line"", or that nothing is printed. */
static char *error_text(const kv_finding *finding)
{
	if (!finding->log)
		return g_strdup_printf("%s and prints nothing", finding->errno_name);
	return g_strdup_printf("%s: \"%s\"", finding->errno_name, finding->log);
}

static char *describe(const kv_finding *finding)
{
	const char *object = finding->object;
	g_autofree char *error = error_text(finding);

	if (finding->effect == KV_EFFECT_REFUSED)
		return g_strdup_printf("refuses the livepatch with %s", error);
	if (finding->when == KV_WHEN_LATER)
		return g_strdup_printf("patches %s if it is loaded before the livepatch; if it "
				       "comes later, refuses to load %s with %s",
				       object, object, error);
	return g_strdup_printf("refuses the livepatch if %s is loaded, with %s; if not, accepts it "
			       "and later refuses to load %s",
			       object, error, object);
}

/* klp_init_patch() and __klp_enable_patch() leave out what needs the patched module to be there. */
static bool waits_for_target(kv_stage stage)
{
	return stage == KV_STAGE_LOOKUP || stage == KV_STAGE_FTRACE;
}

static void use_default(char **text, const char *otherwise)
{
	if (!*text)
		*text = g_strdup(otherwise);
}

/* What the page says where the rule itself said nothing. */
static void use_defaults(kv_finding *finding)
{
	const kv_rule_info *info = kv_rule_find(finding->rule);

	use_default(&finding->consequence, info->consequence);
	use_default(&finding->remedy, info->remedy);
}

static void finish_refusal(kv_finding *finding, bool in_module)
{
	if (!is_refusal(finding) && finding->when == KV_WHEN_ANY) {
		finding->errno_name = NULL;
		g_clear_pointer(&finding->log, g_free);
		return;
	}
	if (!finding->errno_name) {
		g_critical("rule %s reports a refusal without its error", finding->rule);
		return;
	}
	if (finding->effect == KV_EFFECT_REFUSED && in_module && waits_for_target(finding->stage))
		finding->effect = KV_EFFECT_TARGET_REFUSED;
	if (!finding->consequence)
		finding->consequence = describe(finding);
}

void kv_finding_finish(kv_finding *finding, bool in_module)
{
	finish_refusal(finding, in_module);
	use_defaults(finding);
}
