/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "report/escape.h"
#include "report/report.h"

/* Select Graphic Rendition sequences (ECMA-48). */
#define BOLD "\033[1m"
#define RED "\033[1;31m"
#define YELLOW "\033[1;33m"
#define CYAN "\033[1;36m"
#define GREEN "\033[32m"
#define DIM "\033[2m"
#define RESET "\033[0m"

typedef struct kv_text {
	GString *output;
	bool color;
	int object_width, function_width; /* of the headings of one result */
} kv_text;

static void add(const kv_text *text, const char *style, const char *words)
{
	if (text->color && style)
		g_string_append(text->output, style);
	kv_escape_append(text->output, words);
	if (text->color && style)
		g_string_append(text->output, RESET);
}

/* Width of @words on a terminal, once escaped. */
static int width_of(const char *words)
{
	g_autofree char *escaped = kv_escape(words);

	return (int)g_utf8_strlen(escaped, -1);
}

static void add_column(const kv_text *text, const char *style, const char *words, int width)
{
	add(text, style, words);
	for (int i = words ? width_of(words) : 0; i < width; i++)
		g_string_append_c(text->output, ' ');
}

/* Removes the padding that columns left at the end of the line and ends it. */
static void end_line(const kv_text *text)
{
	GString *output = text->output;

	while (output->len > 0 && output->str[output->len - 1] == ' ')
		g_string_truncate(output, output->len - 1);
	g_string_append_c(output, '\n');
}

static char *location_text(const kv_location *location)
{
	if (!location->file)
		return NULL;
	if (location->line == 0)
		return g_strdup(location->file);
	return g_strdup_printf("%s:%u", location->file, location->line);
}

static void add_labelled(const kv_text *text, const char *label, const char *words)
{
	if (!words)
		return;
	g_string_append(text->output, "    ");
	add(text, DIM, label);
	g_string_append_c(text->output, ' ');
	add(text, NULL, words);
	end_line(text);
}

static void add_evidence(const kv_text *text, const GPtrArray *evidence)
{
	int name_width = 0, location_width = 0;

	for (guint i = 0; i < evidence->len; i++) {
		const kv_evidence *fact = g_ptr_array_index(evidence, i);
		g_autofree char *location = location_text(&fact->location);

		name_width = MAX(name_width, width_of(fact->name));
		location_width = MAX(location_width, width_of(location));
	}
	for (guint i = 0; i < evidence->len; i++) {
		const kv_evidence *fact = g_ptr_array_index(evidence, i);
		g_autofree char *location = location_text(&fact->location);

		g_string_append(text->output, "      ");
		add_column(text, NULL, fact->name, name_width + (name_width ? 3 : 0));
		add_column(text, NULL, location, location_width + (location_width ? 3 : 0));
		add(text, NULL, fact->remark);
		end_line(text);
	}
}

static void add_finding(const kv_text *text, const kv_finding *finding)
{
	static const char *const styles[] = {
		[KV_NOTE] = CYAN,
		[KV_WARNING] = YELLOW,
		[KV_ERROR_LEVEL] = RED,
	};
	g_autofree char *id = g_strdup_printf("[%s]", finding->rule);
	g_autofree char *label = NULL;

	/* Exact is what a reader expects; anything less is said. */
	if (finding->confidence == KV_EXACT)
		label = g_strdup_printf("%s:", kv_level_name(finding->level));
	else
		label = g_strdup_printf("%s (%s):", kv_level_name(finding->level),
					kv_confidence_name(finding->confidence));
	g_string_append(text->output, "  ");
	add(text, styles[finding->level], label);
	g_string_append_c(text->output, ' ');
	add(text, NULL, finding->message);
	g_string_append(text->output, "  ");
	add(text, DIM, id);
	end_line(text);

	add_evidence(text, finding->evidence);
	add_labelled(text, "the kernel:", finding->consequence);
	add_labelled(text, "fix:", finding->remedy);
	add_labelled(text, "seen in:", finding->source);
}

static void add_function_heading(const kv_text *text, const kv_result_function *function)
{
	g_autofree char *location = location_text(&function->location);

	g_string_append_c(text->output, '\n');
	add_column(text, BOLD, function->object, text->object_width + 2);
	add_column(text, BOLD, function->function, text->function_width + 3);
	add(text, NULL, location);
	end_line(text);
}

static bool about_function(const kv_finding *finding, const kv_result_function *function)
{
	return finding->function && strcmp(finding->function, function->function) == 0 &&
	       strcmp(finding->object, function->object) == 0;
}

static void add_function(const kv_text *text, const kv_result *result,
			 const kv_result_function *function)
{
	bool found = false;

	add_function_heading(text, function);
	for (guint i = 0; i < result->findings->len; i++) {
		const kv_finding *finding = g_ptr_array_index(result->findings, i);

		if (!about_function(finding, function))
			continue;
		add_finding(text, finding);
		found = true;
	}
	if (found)
		return;

	g_string_append(text->output, "  ");
	if (function->checked) {
		add(text, GREEN, "ok:");
		g_string_append_c(text->output, ' ');
		add(text, NULL, function->summary ? function->summary : "nothing found");
	} else {
		add(text, YELLOW, "not checked completely");
		if (function->summary) {
			g_string_append(text->output, ": ");
			add(text, NULL, function->summary);
		}
	}
	end_line(text);
}

/* Findings about the whole livepatch, then about whole objects. */
static void add_general_findings(const kv_text *text, const kv_result *result)
{
	const char *heading = NULL;

	for (guint i = 0; i < result->findings->len; i++) {
		const kv_finding *finding = g_ptr_array_index(result->findings, i);
		const char *about = finding->object ? finding->object : result->livepatch;

		if (finding->function)
			continue;
		if (!heading || strcmp(heading, about) != 0) {
			g_string_append_c(text->output, '\n');
			g_string_append(text->output, finding->object ? "object " : "livepatch ");
			add(text, BOLD, about);
			end_line(text);
		}
		heading = about;
		add_finding(text, finding);
	}
}

static void measure_headings(kv_text *text, const kv_result *result)
{
	text->object_width = 0;
	text->function_width = 0;
	for (guint i = 0; i < result->functions->len; i++) {
		const kv_result_function *function = g_ptr_array_index(result->functions, i);

		text->object_width = MAX(text->object_width, width_of(function->object));
		text->function_width = MAX(text->function_width, width_of(function->function));
	}
}

static void append_once(GPtrArray *words, char *word)
{
	if (g_ptr_array_find_with_equal_func(words, word, g_str_equal, NULL))
		g_free(word);
	else
		g_ptr_array_add(words, word);
}

static char *join(GPtrArray *words)
{
	g_ptr_array_add(words, NULL);
	return g_strjoinv(", ", (char **)words->pdata);
}

static bool same_reason(const kv_not_checked *a, const kv_not_checked *b)
{
	return g_strcmp0(a->reason, b->reason) == 0 && g_strcmp0(a->supply, b->supply) == 0;
}

/* Everything of @missing from @first on that has its reason, in one entry. */
static void add_reason(const kv_text *text, const GPtrArray *missing, guint first)
{
	g_autoptr(GPtrArray) rules = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func(g_free);
	const kv_not_checked *leader = g_ptr_array_index(missing, first);
	g_autofree char *rule_list = NULL, *place_list = NULL;

	for (guint i = first; i < missing->len; i++) {
		const kv_not_checked *entry = g_ptr_array_index(missing, i);

		if (!same_reason(leader, entry))
			continue;
		append_once(rules, g_strdup(entry->rule ? entry->rule : "every rule"));
		if (entry->function)
			append_once(places,
				    g_strdup_printf("%s %s", entry->object, entry->function));
		else if (entry->object)
			append_once(places, g_strdup(entry->object));
	}
	rule_list = join(rules);
	place_list = join(places);

	g_string_append(text->output, "  ");
	add(text, BOLD, rule_list);
	if (place_list[0]) {
		g_string_append(text->output, " on ");
		add(text, NULL, place_list);
	}
	end_line(text);
	add_labelled(text, "because:", leader->reason);
	add_labelled(text, "to check it:", leader->supply);
}

static void add_not_checked(const kv_text *text, const GPtrArray *missing)
{
	if (missing->len == 0)
		return;

	add(text, YELLOW, "Not checked:");
	end_line(text);
	for (guint i = 0; i < missing->len; i++) {
		bool listed = false;

		for (guint j = 0; j < i && !listed; j++)
			listed = same_reason(g_ptr_array_index(missing, j),
					     g_ptr_array_index(missing, i));
		if (!listed)
			add_reason(text, missing, i);
	}
}

static void add_result(kv_text *text, const kv_result *result)
{
	g_autofree char *prediction = kv_result_prediction(result);

	measure_headings(text, result);
	add(text, BOLD, result->input);
	g_string_append(text->output, " on ");
	add(text, BOLD, result->kernel);
	g_string_append(text->output, ": ");
	add(text, NULL, prediction);
	end_line(text);
	for (guint i = 0; i < result->warnings->len; i++) {
		g_string_append(text->output, "  about the kernel's data: ");
		add(text, NULL, g_ptr_array_index(result->warnings, i));
		end_line(text);
	}

	add_general_findings(text, result);
	for (guint i = 0; i < result->functions->len; i++)
		add_function(text, result, g_ptr_array_index(result->functions, i));

	g_string_append_printf(text->output, "\n%u rule%s checked%s.\n", result->rules_checked,
			       result->rules_checked == 1 ? "" : "s",
			       kv_result_complete(result) ? "" : " completely");
	add_not_checked(text, result->not_checked);
}

static void add_count(GPtrArray *parts, guint count, const char *noun)
{
	if (count > 0)
		g_ptr_array_add(parts,
				g_strdup_printf("%u %s%s", count, noun, count == 1 ? "" : "s"));
}

static void add_totals(const kv_text *text, const kv_report *report)
{
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
	kv_level_counts totals = {0};
	g_autofree char *line = NULL;

	for (guint i = 0; i < report->results->len; i++) {
		kv_level_counts counts =
			kv_result_count_levels(g_ptr_array_index(report->results, i));

		for (guint level = 0; level <= KV_ERROR_LEVEL; level++)
			totals.of[level] += counts.of[level];
	}
	for (int level = KV_ERROR_LEVEL; level >= KV_NOTE; level--)
		add_count(parts, totals.of[level], kv_level_name(level));
	if (parts->len == 0)
		g_ptr_array_add(parts, g_strdup("no findings"));
	if (report->failures->len > 0)
		add_count(parts, report->failures->len, "check failure");
	line = join(parts);
	add(text, NULL, line);
	end_line(text);
}

void kv_report_write_text(const kv_report *report, bool color, GString *output)
{
	kv_text text = {.output = output, .color = color};

	for (guint i = 0; i < report->results->len; i++) {
		add_result(&text, g_ptr_array_index(report->results, i));
		if (i + 1 < report->results->len)
			g_string_append_c(output, '\n');
	}
	if (report->results->len > 0)
		add_totals(&text, report);
}
