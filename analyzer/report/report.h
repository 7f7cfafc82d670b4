/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_REPORT_REPORT_H
#define KV_REPORT_REPORT_H

#include <glib.h>
#include <stdbool.h>

#include "engine/check.h"

/*
 * An input that could not be checked on a kernel: klpvet failed, nothing is said about the input.
 */
typedef struct kv_failure {
	char *input;  /* NULL: the kernel itself could not be opened */
	char *kernel; /* NULL: the input could not be read at all */
	char *message;
} kv_failure;

/* Everything that one run of `klpvet check` has to say, in the order of the command line. */
typedef struct kv_report {
	GPtrArray *results;  /* (element-type kv_result) */
	GPtrArray *failures; /* (element-type kv_failure) */
} kv_report;

kv_report *kv_report_new(void);
void kv_report_free(kv_report *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_report, kv_report_free)
/* Records a failure; @input or @kernel may be NULL, see kv_failure. */
void kv_report_add_failure(kv_report *report, const char *input, const char *kernel,
			   const char *message);

/* How many findings of each level, indexed by kv_level. */
typedef struct kv_level_counts {
	guint of[KV_ERROR_LEVEL + 1];
} kv_level_counts;

kv_level_counts kv_result_count_levels(const kv_result *result);
/* How many findings the livepatch's source allows, at any level: these are not counted above. */
guint kv_result_count_suppressed(const kv_result *result);
/* Whether every rule looked at everything it concerns. */
bool kv_result_complete(const kv_result *result);
/* One line: what the kernel will do with the livepatch, as far as the findings tell; g_free(). */
char *kv_result_prediction(const kv_result *result);

/*
 * A report format. @write appends the whole report to @output as valid UTF-8, byte for byte the
 * same for equal reports; @color asks for terminal colours, which only formats for people heed.
 */
typedef struct kv_report_format {
	const char *name;
	void (*write)(const kv_report *report, bool color, GString *output);
} kv_report_format;

/* The format called @name, or NULL. */
const kv_report_format *kv_report_format_find(const char *name);
/* The names of all formats, "text, json", for messages. */
const char *kv_report_format_names(void);

void kv_report_write_text(const kv_report *report, bool color, GString *output);
/* docs/report-json.md describes it, docs/report.schema.json defines it. */
void kv_report_write_json(const kv_report *report, bool color, GString *output);

#endif
