/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/reference.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/evidence.h"
#include "engine/state.h"

static const kv_lp_object *needed_object(const kv_check *check, const kv_lp_reference *reference)
{
	const GPtrArray *objects = check->livepatch->objects;

	for (guint i = 0; reference->needed_for && i < objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(objects, i);

		if (g_strcmp0(object->name, reference->needed_for) == 0)
			return object;
	}
	return NULL;
}

bool kv_check_looks_up(const kv_check *check, const kv_lp_reference *reference)
{
	return !reference->needed_for || needed_object(check, reference) ||
	       !kv_livepatch_kind_tells(check->livepatch->kind, KV_TELLS_ALL_OBJECTS);
}

bool kv_check_mixes_relocations(const kv_check *check)
{
	guint major, minor;

	if (sscanf(kv_index_release(kv_check_vmlinux(check)), "%u.%u", &major, &minor) != 2)
		return false;
	return major < 5 || (major == 5 && minor < 8);
}

kv_finding *kv_check_report_reference(kv_check *check, const kv_lp_reference *reference,
				      const char *format, ...)
{
	const kv_lp_object *object = needed_object(check, reference);
	g_autofree char *message = NULL;
	kv_finding *finding;
	va_list arguments;

	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	if (!object)
		return kv_check_report_at(check, NULL, &reference->place, "%s", message);
	finding = kv_check_report_object(check, object, "%s", message);
	kv_finding_place(finding, &reference->place);
	return finding;
}

void kv_finding_refuse_reference(kv_finding *finding, const kv_lp_reference *reference,
				 const char *log, ...)
{
	g_autofree char *line = NULL;
	va_list arguments;

	va_start(arguments, log);
	line = g_strdup_vprintf(log, arguments);
	va_end(arguments);
	if (!reference->needed_for) {
		kv_finding_set_refusal(finding, KV_STAGE_SYMBOLS, "EINVAL", "%s", line);
	} else if (finding->object) {
		kv_finding_set_refusal(finding, KV_STAGE_LOOKUP, "EINVAL", "%s", line);
	} else {
		/* Source that does not show the object. */
		kv_finding_set_refusal(finding, KV_STAGE_TARGET_LOADS, "EINVAL", "%s", line);
		finding->effect = KV_EFFECT_TARGET_REFUSED;
	}
}

const char *kv_lp_reference_origin(const kv_lp_reference *reference)
{
	return reference->place.file ? "the livepatch's source" : "relocations of the livepatch";
}
