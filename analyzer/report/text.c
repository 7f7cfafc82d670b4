/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/loading.h"
#include "engine/prediction.h"
#include "report/print.h"
#include "report/report.h"

static void add_labelled(const kv_printer *printer, const char *label, const char *words)
{
	if (!words)
		return;
	g_string_append(printer->output, "    ");
	kv_print(printer, KV_STYLE_DIM, label);
	g_string_append_c(printer->output, ' ');
	kv_print(printer, NULL, words);
	kv_print_end_line(printer);
}

static void add_evidence(const kv_printer *printer, const GPtrArray *evidence)
{
	g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(kv_print_row));

	for (guint i = 0; i < evidence->len; i++) {
		const kv_evidence *fact = g_ptr_array_index(evidence, i);
		kv_print_row row = {fact->name, &fact->location, fact->remark};

		g_array_append_val(rows, row);
	}
	kv_print_rows(printer, "      ", rows);
}

/* One that the livepatch's source allows: what, and why that is right. */
static void add_suppressed(const kv_printer *printer, const kv_finding *finding)
{
	g_autofree char *id = g_strdup_printf("[%s]", finding->rule);
	g_autofree char *place = kv_location_text(&finding->suppressed->location);

	g_string_append(printer->output, "  ");
	kv_print(printer, KV_STYLE_DIM, "suppressed:");
	g_string_append_c(printer->output, ' ');
	kv_print(printer, NULL, finding->message);
	g_string_append(printer->output, "  ");
	kv_print(printer, KV_STYLE_DIM, id);
	kv_print_end_line(printer);
	add_labelled(printer, "reason:", finding->suppressed->reason);
	add_labelled(printer, "at", place);
}

static void add_finding(const kv_printer *printer, const kv_finding *finding)
{
	static const char *const styles[] = {
		[KV_NOTE] = KV_STYLE_CYAN,
		[KV_WARNING] = KV_STYLE_YELLOW,
		[KV_ERROR_LEVEL] = KV_STYLE_RED,
	};
	g_autofree char *id = g_strdup_printf("[%s]", finding->rule);
	g_autofree char *place = kv_location_text(&finding->location);
	g_autofree char *label = NULL;

	if (finding->suppressed) {
		add_suppressed(printer, finding);
		return;
	}
	/* Exact is what a reader expects; anything less is said. */
	if (finding->confidence == KV_EXACT)
		label = g_strdup_printf("%s:", kv_level_name(finding->level));
	else
		label = g_strdup_printf("%s (%s):", kv_level_name(finding->level),
					kv_confidence_name(finding->confidence));
	g_string_append(printer->output, "  ");
	kv_print(printer, styles[finding->level], label);
	g_string_append_c(printer->output, ' ');
	kv_print(printer, NULL, finding->message);
	g_string_append(printer->output, "  ");
	kv_print(printer, KV_STYLE_DIM, id);
	kv_print_end_line(printer);

	if (finding->in_livepatch)
		add_labelled(printer, "at", place);
	add_evidence(printer, finding->evidence);
	add_labelled(printer, "the kernel:", finding->consequence);
	add_labelled(printer, "fix:", finding->remedy);
	add_labelled(printer, "seen in:", finding->source);
}

/* Columns of the function headings of one result. */
typedef struct kv_widths {
	int object, function;
} kv_widths;

static void add_function_heading(const kv_printer *printer, const kv_result_function *function,
				 kv_widths widths)
{
	g_autofree char *location = kv_location_text(&function->location);

	g_string_append_c(printer->output, '\n');
	kv_print_column(printer, KV_STYLE_BOLD, function->object, widths.object + 2);
	kv_print_column(printer, KV_STYLE_BOLD, function->function, widths.function + 3);
	kv_print(printer, NULL, location);
	kv_print_end_line(printer);
}

/* How a function without findings stands. */
static void add_standing(const kv_printer *printer, const kv_result_function *function)
{
	const char *summary = function->summary;

	g_string_append(printer->output, "  ");
	if (function->unreachable) {
		kv_print(printer, KV_STYLE_YELLOW, "never patched:");
		summary = function->unreachable;
	} else if (!function->checked) {
		kv_print(printer, KV_STYLE_YELLOW, "not all checked, seen so far:");
		summary = summary ? summary : "nothing";
	} else {
		kv_print(printer, KV_STYLE_GREEN, "ok:");
		summary = summary ? summary : "nothing found";
	}
	g_string_append_c(printer->output, ' ');
	kv_print(printer, NULL, summary);
	kv_print_end_line(printer);
}

static bool about_function(const kv_finding *finding, const kv_result_function *function)
{
	return finding->function && strcmp(finding->function, function->function) == 0 &&
	       strcmp(finding->object, function->object) == 0;
}

static void add_function(const kv_printer *printer, const kv_result *result,
			 const kv_result_function *function, kv_widths widths)
{
	bool found = false;

	add_function_heading(printer, function, widths);
	for (guint i = 0; i < result->findings->len; i++) {
		const kv_finding *finding = g_ptr_array_index(result->findings, i);

		if (!about_function(finding, function))
			continue;
		add_finding(printer, finding);
		found = true;
	}
	if (found)
		return;

	add_standing(printer, function);
}

/* Findings about the whole livepatch, then about whole objects. */
static void add_general_findings(const kv_printer *printer, const kv_result *result)
{
	const char *heading = NULL;

	for (guint i = 0; i < result->findings->len; i++) {
		const kv_finding *finding = g_ptr_array_index(result->findings, i);
		const char *about = finding->object ? finding->object : result->livepatch;

		if (finding->function)
			continue;
		if (!heading || strcmp(heading, about) != 0) {
			g_string_append_c(printer->output, '\n');
			g_string_append(printer->output,
					finding->object ? "object " : "livepatch ");
			kv_print(printer, KV_STYLE_BOLD, about);
			kv_print_end_line(printer);
		}
		heading = about;
		add_finding(printer, finding);
	}
}

static kv_widths measure_headings(const kv_result *result)
{
	kv_widths widths = {0};

	for (guint i = 0; i < result->functions->len; i++) {
		const kv_result_function *function = g_ptr_array_index(result->functions, i);

		widths.object = MAX(widths.object, kv_print_width(function->object));
		widths.function = MAX(widths.function, kv_print_width(function->function));
	}
	return widths;
}

static void append_once(GPtrArray *words, char *word)
{
	if (g_ptr_array_find_with_equal_func(words, word, g_str_equal, NULL))
		g_free(word);
	else
		g_ptr_array_add(words, word);
}

/* Of a longer list so many are shown; JSON has all. */
enum { WORDS_MAX = 12, WORDS_SHOWN = 8 };

static char *join(const GPtrArray *words)
{
	guint shown = words->len > WORDS_MAX ? WORDS_SHOWN : words->len;
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < shown; i++)
		g_string_append_printf(text, "%s%s", i > 0 ? ", " : "",
				       (const char *)g_ptr_array_index(words, i));
	if (shown < words->len)
		g_string_append_printf(text, " and %u more", words->len - shown);
	return g_string_free(text, FALSE);
}

static bool same_reason(const kv_not_checked *a, const kv_not_checked *b)
{
	return g_strcmp0(a->reason, b->reason) == 0 && g_strcmp0(a->supply, b->supply) == 0;
}

/* Everything of @missing from @first on that has its reason, in one entry. */
static void add_reason(const kv_printer *printer, const GPtrArray *missing, guint first)
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

	g_string_append(printer->output, "  ");
	kv_print(printer, KV_STYLE_BOLD, rule_list);
	if (place_list[0]) {
		g_string_append(printer->output, " on ");
		kv_print(printer, NULL, place_list);
	}
	kv_print_end_line(printer);
	add_labelled(printer, "because:", leader->reason);
	add_labelled(printer, "to check it:", leader->supply);
}

static void add_not_checked(const kv_printer *printer, const GPtrArray *missing)
{
	if (missing->len == 0)
		return;

	kv_print(printer, KV_STYLE_YELLOW, "Not checked:");
	kv_print_end_line(printer);
	for (guint i = 0; i < missing->len; i++) {
		bool listed = false;

		for (guint j = 0; j < i && !listed; j++)
			listed = same_reason(g_ptr_array_index(missing, j),
					     g_ptr_array_index(missing, i));
		if (!listed)
			add_reason(printer, missing, i);
	}
}

/* What to know before insmod of one that replaces others. */
static void add_loading(const kv_printer *printer, const kv_result *result)
{
	g_autoptr(kv_prediction) prediction = kv_result_predict(result);
	g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(kv_print_row));

	if (result->cumulative != KV_YES || prediction->outcome == KV_OUTCOME_REFUSED)
		return;
	for (guint i = 0; i < kv_loading_step_count; i++) {
		kv_print_row row = {kv_loading_steps[i].command, NULL, kv_loading_steps[i].meaning};

		g_array_append_val(rows, row);
	}
	g_string_append(printer->output,
			"\nCumulative (.replace): it takes the place of every "
			"livepatch that is active. While any\ntransition runs, the "
			"kernel refuses it with " KV_LOADING_BUSY_ERRNO
			" and prints nothing. Before insmod:\n");
	kv_print_rows(printer, "  ", rows);
}

/* How one of --previous stands when the livepatch comes. */
static const char *standing_of(const kv_result_previous *previous)
{
	if (!previous->loaded)
		return " (unloaded)";
	if (previous->active == KV_YES)
		return "";
	return previous->active == KV_NO ? " (replaced)" : " (perhaps replaced)";
}

static void add_previous(const kv_printer *printer, const GPtrArray *previous)
{
	g_autoptr(GString) line = g_string_new(NULL);

	if (previous->len == 0)
		return;
	for (guint i = 0; i < previous->len; i++) {
		const kv_result_previous *entry = g_ptr_array_index(previous, i);

		g_string_append_printf(line, "%s%s%s", i > 0 ? ", " : "", entry->livepatch,
				       standing_of(entry));
	}
	g_string_append(printer->output, "  loaded after: ");
	kv_print(printer, NULL, line->str);
	kv_print_end_line(printer);
}

static void add_result(const kv_printer *printer, const kv_result *result)
{
	kv_widths widths = measure_headings(result);
	g_autofree char *prediction = kv_result_prediction(result);

	kv_print(printer, KV_STYLE_BOLD, result->input);
	g_string_append(printer->output, " on ");
	kv_print(printer, KV_STYLE_BOLD, result->kernel);
	g_string_append(printer->output, ": ");
	kv_print(printer, NULL, prediction);
	kv_print_end_line(printer);
	add_previous(printer, result->previous);
	for (guint i = 0; i < result->warnings->len; i++) {
		g_string_append(printer->output, "  about the kernel's data: ");
		kv_print(printer, NULL, g_ptr_array_index(result->warnings, i));
		kv_print_end_line(printer);
	}

	add_general_findings(printer, result);
	for (guint i = 0; i < result->functions->len; i++)
		add_function(printer, result, g_ptr_array_index(result->functions, i), widths);

	add_loading(printer, result);
	g_string_append_printf(printer->output, "\n%u rule%s checked%s.\n", result->rules_checked,
			       result->rules_checked == 1 ? "" : "s",
			       kv_result_complete(result) ? "" : " completely");
	add_not_checked(printer, result->not_checked);
}

static void add_count(GPtrArray *parts, guint count, const char *noun)
{
	if (count > 0)
		g_ptr_array_add(parts,
				g_strdup_printf("%u %s%s", count, noun, count == 1 ? "" : "s"));
}

static void add_totals(const kv_printer *printer, const kv_report *report)
{
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
	kv_level_counts totals = {0};
	g_autofree char *line = NULL;
	guint suppressed = 0;

	for (guint i = 0; i < report->results->len; i++) {
		kv_level_counts counts =
			kv_result_count_levels(g_ptr_array_index(report->results, i));

		for (guint level = 0; level <= KV_ERROR_LEVEL; level++)
			totals.of[level] += counts.of[level];
		suppressed += kv_result_count_suppressed(g_ptr_array_index(report->results, i));
	}
	for (int level = KV_ERROR_LEVEL; level >= KV_NOTE; level--)
		add_count(parts, totals.of[level], kv_level_name(level));
	if (parts->len == 0)
		g_ptr_array_add(parts, g_strdup("no findings"));
	if (suppressed > 0)
		g_ptr_array_add(parts, g_strdup_printf("%u suppressed", suppressed));
	if (report->failures->len > 0)
		add_count(parts, report->failures->len, "check failure");
	line = join(parts);
	kv_print(printer, NULL, line);
	kv_print_end_line(printer);
}

void kv_report_write_text(const kv_report *report, bool color, GString *output)
{
	kv_printer printer = {.output = output, .color = color};

	for (guint i = 0; i < report->results->len; i++) {
		add_result(&printer, g_ptr_array_index(report->results, i));
		if (i + 1 < report->results->len)
			g_string_append_c(output, '\n');
	}
	if (report->results->len > 0)
		add_totals(&printer, report);
}
