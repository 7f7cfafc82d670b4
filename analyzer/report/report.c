/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/report.h"

#include <string.h>

static const kv_report_format formats[] = {
	{"text", kv_report_write_text},
	{"json", kv_report_write_json},
};

const kv_report_format *kv_report_format_find(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	}
	return NULL;
}

const char *kv_report_format_names(void)
{
	return "text, json";
}

static void failure_free(kv_failure *failure)
{
	g_free(failure->input);
	g_free(failure->kernel);
	g_free(failure->message);
	g_free(failure);
}

kv_report *kv_report_new(void)
{
	kv_report *report = g_new0(kv_report, 1);

	report->results = g_ptr_array_new_with_free_func((GDestroyNotify)kv_result_free);
	report->failures = g_ptr_array_new_with_free_func((GDestroyNotify)failure_free);
	return report;
}

void kv_report_free(kv_report *report)
{
	if (!report)
		return;

	g_ptr_array_unref(report->results);
	g_ptr_array_unref(report->failures);
	g_free(report);
}

void kv_report_add_failure(kv_report *report, const char *input, const char *kernel,
			   const char *message)
{
	kv_failure *failure = g_new0(kv_failure, 1);

	failure->input = g_strdup(input);
	failure->kernel = g_strdup(kernel);
	failure->message = g_strdup(message);
	g_ptr_array_add(report->failures, failure);
}
