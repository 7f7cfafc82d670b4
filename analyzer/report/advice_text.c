/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/advice.h"

#include <string.h>

#include "report/print.h"

G_GNUC_PRINTF(2, 3)
static void add_line(const kv_printer *printer, const char *format, ...)
{
	g_autofree char *line = NULL;
	va_list arguments;

	va_start(arguments, format);
	line = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_string_append(printer->output, "  ");
	kv_print(printer, NULL, line);
	kv_print_end_line(printer);
}

static void add_places(const kv_printer *printer, const char *heading, const GPtrArray *places)
{
	g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(kv_print_row));
	g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);

	if (places->len == 0)
		return;
	add_line(printer, "%s", heading);
	for (guint i = 0; i < places->len; i++) {
		const kv_place *place = g_ptr_array_index(places, i);
		char *remark = place->remark ? g_strdup_printf("%s; %s", place->remark,
							       place->patchability)
					     : g_strdup(place->patchability);
		kv_print_row row = {place->name, &place->location, remark};

		g_ptr_array_add(remarks, remark);
		g_array_append_val(rows, row);
	}
	kv_print_rows(printer, "    ", rows);
}

static void add_heading(const kv_printer *printer, const kv_advice *advice,
			const kv_candidate *candidate)
{
	g_autofree char *location = kv_location_text(&candidate->location);
	g_autofree char *name = NULL;

	if (candidate->symbols_of_name > 1 && candidate->position > 0)
		name = g_strdup_printf("%s,%u", advice->name, candidate->position);
	else
		name = g_strdup(advice->name);

	g_string_append_c(printer->output, '\n');
	kv_print(printer, KV_STYLE_BOLD, advice->object);
	g_string_append(printer->output, "  ");
	kv_print(printer, KV_STYLE_BOLD, name);
	g_string_append(printer->output, "   ");
	kv_print(printer, NULL, location);
	kv_print_end_line(printer);
	if (candidate->prototype && candidate->prototype[0])
		add_line(printer, "%s", candidate->prototype);
}

static void add_symbol(const kv_printer *printer, const kv_candidate *candidate)
{
	if (!candidate->type) {
		add_line(printer, "no symbol");
		return;
	}
	if (candidate->loading_only)
		add_line(printer,
			 "symbol of type %c, in kallsyms only until the module's init has "
			 "run",
			 candidate->type);
	else
		add_line(printer, "symbol of type %c, position %u of %u", candidate->type,
			 candidate->position, candidate->symbols_of_name);
	if (candidate->ftrace_offset == 0)
		add_line(printer, "ftrace location at its entry");
	else if (candidate->ftrace_offset > 0)
		add_line(printer, "ftrace location at its entry +%d", candidate->ftrace_offset);
	else
		add_line(printer, "no ftrace location: %s", candidate->no_ftrace);
}

static void add_copies(const kv_printer *printer, const kv_candidate *candidate)
{
	add_places(printer, "other bodies of it:", candidate->bodies);
	add_places(printer, "functions with an inlined copy:", candidate->hosts);
	if (candidate->type && !candidate->is_text)
		return;
	if (!candidate->copies_known)
		add_line(printer, "inlined copies: not known, there is no debug information");
	else if (candidate->hosts->len == 0)
		add_line(printer, "no inlined copy elsewhere");
	if (candidate->self_copies > 0)
		add_line(printer, "not counted: %u inlined into its own parts",
			 candidate->self_copies);
	if (candidate->empty_copies > 0)
		add_line(printer, "not counted: %u inlined of which no code is left",
			 candidate->empty_copies);
	if (candidate->gone_copies > 0)
		add_line(printer, "not counted: %u inlined into init, exit or dead text",
			 candidate->gone_copies);
}

static void add_candidate(const kv_printer *printer, const kv_advice *advice,
			  const kv_candidate *candidate)
{
	static const char *const styles[] = {
		[KV_VERDICT_PATCH] = KV_STYLE_GREEN,
		[KV_VERDICT_PATCH_WITH] = KV_STYLE_YELLOW,
		[KV_VERDICT_PATCH_INSTEAD] = KV_STYLE_RED,
		[KV_VERDICT_CANNOT] = KV_STYLE_RED,
	};

	add_heading(printer, advice, candidate);
	add_symbol(printer, candidate);
	for (guint i = 0; i < candidate->aliases->len; i++)
		add_line(printer, "%s is the same address: patching one patches both",
			 (const char *)g_ptr_array_index(candidate->aliases, i));
	add_copies(printer, candidate);
	/* Of an only candidate, the line above has said it. */
	if (advice->candidates->len == 1 &&
	    strcmp(advice->explanation, candidate->explanation) == 0)
		return;
	g_string_append(printer->output, "  ");
	kv_print(printer, styles[candidate->verdict], candidate->explanation);
	kv_print_end_line(printer);
}

static void add_answer(const kv_printer *printer, const kv_advice *advice)
{
	kv_print(printer, KV_STYLE_BOLD, advice->query);
	g_string_append(printer->output, " on ");
	kv_print(printer, KV_STYLE_BOLD, advice->kernel);
	g_string_append(printer->output, ": ");
	kv_print(printer, NULL, advice->explanation);
	kv_print_end_line(printer);
	for (guint i = 0; i < advice->candidates->len; i++)
		add_candidate(printer, advice, g_ptr_array_index(advice->candidates, i));
	add_places(printer, "is one of these meant?", advice->similar);
}

void kv_advice_write_text(const GPtrArray *answers, bool color, GString *output)
{
	kv_printer printer = {.output = output, .color = color};

	for (guint i = 0; i < answers->len; i++) {
		if (i > 0)
			g_string_append_c(output, '\n');
		add_answer(&printer, g_ptr_array_index(answers, i));
	}
}
