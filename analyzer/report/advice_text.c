/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/advice.h"

#include <string.h>

#include "image/syscalls.h"
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

/* More of one list is of no use to a reader; JSON has them all. */
enum { PLACES_SHOWN = 30 };
/* From how many places on those with the same patchability stand together, which is said once. */
enum { PLACES_GROUPED = 6 };

/*
 * Prints the places that are @only so patchable; with NULL all, saying of each how patchable it is.
 */
static void add_rows(const kv_printer *printer, const char *indent, const GPtrArray *places,
		     const kv_patchability *only)
{
	g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(kv_print_row));
	g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
	guint left = 0;

	for (guint i = 0; i < places->len; i++) {
		const kv_advice_place *place = g_ptr_array_index(places, i);
		const char *text = kv_patchability_text(place->patchability);
		const char *parts[] = {place->remark, text, NULL};
		kv_print_row row = {place->name, &place->location, NULL};

		if (only && place->patchability != *only)
			continue;
		if (rows->len == PLACES_SHOWN) {
			left++;
			continue;
		}
		if (only)
			parts[1] = NULL;
		row.remark = g_strjoinv("; ", (char **)(parts[0] ? parts : parts + 1));
		g_ptr_array_add(remarks, (gpointer)row.remark);
		g_array_append_val(rows, row);
	}
	kv_print_rows(printer, indent, rows);
	if (left > 0)
		g_string_append_printf(printer->output, "%sand %u more\n", indent, left);
}

/* Prints the places in groups, in the order of the first of each. */
static void add_groups(const kv_printer *printer, const GPtrArray *places)
{
	guint printed = 0; /* by kv_patchability, a bit each */

	for (guint i = 0; i < places->len; i++) {
		kv_patchability patchability =
			((const kv_advice_place *)places->pdata[i])->patchability;
		guint count = 0;

		if (printed & 1u << patchability)
			continue;
		printed |= 1u << patchability;
		for (guint j = i; j < places->len; j++)
			count += ((const kv_advice_place *)places->pdata[j])->patchability ==
				 patchability;
		add_line(printer, "  %u %s:", count, kv_patchability_text(patchability));
		add_rows(printer, "      ", places, &patchability);
	}
}

static void add_places(const kv_printer *printer, const char *heading, const GPtrArray *places)
{
	if (places->len == 0)
		return;
	add_line(printer, "%s", heading);
	if (places->len < PLACES_GROUPED)
		add_rows(printer, "    ", places, NULL);
	else
		add_groups(printer, places);
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
	if (candidate->type && (strstr(name, ".isra.") || strstr(name, ".constprop.")))
		add_line(printer, "a clone: it may lack parameters of the source's prototype  "
				  "[symbol-clone]");
}

/* What `klpvet check` would say, in short; klpvet explain has the rest. */
static void add_finding(const kv_printer *printer, const char *label, const kv_finding *finding)
{
	if (!finding)
		return;
	if (finding->consequence)
		add_line(printer, "%sthe kernel %s  [%s]", label, finding->consequence,
			 finding->rule);
	else
		add_line(printer, "%s%s  [%s]", label, finding->message, finding->rule);
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
	add_finding(printer, "patching it: ", candidate->finding);
}

/* More than these are counted only; JSON has more of them. */
enum { ROUTES_SHOWN = 8 };

/* What the compiler made of a function has a name that no source has. */
static bool is_clone(const char *name)
{
	return name && strchr(name, '.');
}

/* Says that @end, which may be NULL, is not the function itself; the way ends with @last. */
static void add_end(GString *line, const char *last, const char *end, const char *what)
{
	if (end && g_strcmp0(last, end) == 0)
		g_string_append_printf(line, ", which %s", what);
	else if (end)
		g_string_append_printf(line, "; also %s, which %s", end, what);
}

/* "unlocked_ioctl (file_operations): a > b, which carries a copy" */
static void add_route(const kv_printer *printer, const kv_route *route)
{
	g_autofree char **names = g_new0(char *, route->path->len + 1);
	g_autofree char *path = NULL;
	GString *line = g_string_new(NULL);
	const char *last = NULL;

	for (guint i = 0; i < route->path->len; i++)
		last = names[i] = g_ptr_array_index(route->path, i);
	path = g_strjoinv(" > ", names);
	g_string_append(line, route->name);
	if (route->type && route->type[0])
		g_string_append_printf(line, " (%s)", route->type);
	if (route->path->len > 1 || g_strcmp0(last, route->name) != 0)
		g_string_append_printf(line, ": %s", path);
	add_end(line, last, route->body,
		is_clone(route->body) ? "is a clone of it" : "is another body of it");
	add_end(line, last, route->copy, "carries a copy");
	add_line(printer, "  %s", line->str);
	g_string_free(line, TRUE);
}

G_GNUC_PRINTF(3, 4)
static void add_routes(const kv_printer *printer, const kv_routes *routes, const char *format, ...)
{
	g_autofree char *heading = NULL;
	va_list arguments;

	if (routes->count == 0)
		return;
	va_start(arguments, format);
	heading = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	add_line(printer, "%s", heading);
	for (guint i = 0; i < routes->shortest->len && i < ROUTES_SHOWN; i++)
		add_route(printer, g_ptr_array_index(routes->shortest, i));
	if (routes->count > ROUTES_SHOWN)
		add_line(printer, "  and %u more", routes->count - ROUTES_SHOWN);
}

/* Whether nothing is known to lead to the function. */
static bool has_no_routes(const kv_entrances *entrances)
{
	guint count = entrances->tables.count + entrances->threads.count;

	for (kv_abi abi = 0; abi < KV_ABI_COUNT; abi++)
		count += entrances->syscalls[abi].count;
	return count == 0;
}

/* A module has no system calls. */
static bool has_syscalls(const kv_entrances *entrances)
{
	return entrances->syscalls[KV_ABI_NATIVE].known;
}

static void add_syscalls(const kv_printer *printer, const kv_entrances *entrances)
{
	for (kv_abi abi = 0; abi < KV_ABI_COUNT; abi++) {
		const kv_routes *calls = &entrances->syscalls[abi];
		const char *programs = kv_abi_programs(abi);

		if (!calls->known && has_syscalls(entrances))
			add_line(printer, "system calls of %s programs: not known", programs);
		add_routes(printer, calls,
			   "%u system call%s of %s programs reach%s it:", calls->count,
			   calls->count == 1 ? "" : "s", programs, calls->count == 1 ? "es" : "");
	}
}

/* "a, b and 3 more" */
static char *names_text(const GPtrArray *names)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < names->len && i < PLACES_SHOWN; i++)
		g_string_append_printf(text, "%s%s", i == 0 ? "" : ", ",
				       (const char *)names->pdata[i]);
	if (names->len > PLACES_SHOWN)
		g_string_append_printf(text, " and %u more", names->len - PLACES_SHOWN);
	return g_string_free(text, FALSE);
}

/* Which other modules use a function of @module. */
static void add_users(const kv_printer *printer, const char *module, const kv_module_users *users)
{
	g_autofree char *names = names_text(users->users);
	g_autofree char *unread = names_text(users->unread);

	if (users->unknown)
		add_line(printer, "modules that refer to it: not known, %s", users->unknown);
	else if (users->users->len > 0)
		add_line(printer, "modules that refer to it: %s", names);
	else if (users->searched > 0)
		add_line(printer, "no module refers to it, of %u that %s %s", users->searched,
			 users->searched == 1 ? "needs" : "need", module);
	else if (users->unread->len == 0)
		add_line(printer, "no module refers to it: none needs %s", module);
	if (users->unread->len > 0)
		add_line(printer, "not searched for it: %s", unread);
}

static void add_entrances(const kv_printer *printer, const char *object,
			  const kv_candidate *candidate)
{
	const kv_entrances *entrances = candidate->entrances;
	bool in_module = strcmp(object, "vmlinux") != 0;

	if (!entrances)
		return;
	if (entrances->unknown) {
		add_line(printer, "ways to it: not known, %s", entrances->unknown);
		return;
	}
	add_syscalls(printer, entrances);
	add_routes(printer, &entrances->tables,
		   "%u pointer%s in data lead%s to it:", entrances->tables.count,
		   entrances->tables.count == 1 ? "" : "s",
		   entrances->tables.count == 1 ? "s" : "");
	add_routes(printer, &entrances->threads,
		   "%u kernel thread%s reach%s it:", entrances->threads.count,
		   entrances->threads.count == 1 ? "" : "s",
		   entrances->threads.count == 1 ? "es" : "");
	if (has_no_routes(entrances))
		add_line(printer,
			 "no direct calls%s%s lead to it from a %spointer in data or a kernel "
			 "thread",
			 in_module ? " in " : "", in_module ? object : "",
			 has_syscalls(entrances) ? "system call, a " : "");
	if (has_no_routes(entrances) && candidate->elsewhere_unread)
		add_line(printer, "it is exported: modules may call it, which were not searched");
}

static void add_copies(const kv_printer *printer, const kv_candidate *candidate)
{
	add_places(printer, "other bodies of it:", candidate->bodies);
	add_places(printer, "functions with an inlined copy:", candidate->hosts);
	add_places(printer, "functions into which it was inlined:", candidate->vanished);
	if (candidate->type && !candidate->is_text)
		return;
	if (candidate->copies_unknown)
		add_line(printer, "%sinlined copies: not known, %s",
			 candidate->hosts->len > 0 ? "more " : "", candidate->copies_unknown);
	else if (candidate->hosts->len == 0 && candidate->vanished->len == 0)
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
	add_places(printer, "functions that call it:", candidate->callers);
	add_entrances(printer, advice->object, candidate);
	if (candidate->users)
		add_users(printer, advice->object, candidate->users);
	if (candidate->entrances && !candidate->entrances->unknown && !candidate->no_ftrace &&
	    candidate->verdict != KV_VERDICT_CANNOT && candidate->stays->len == 0)
		add_line(printer, "not known to be always on some stack");
	for (guint i = 0; i < candidate->stays->len; i++)
		add_finding(printer, "patching it: ", g_ptr_array_index(candidate->stays, i));
	/* Of an only candidate, the line above has said it; without livepatching it is idle. */
	if (advice->finding || (advice->candidates->len == 1 &&
				strcmp(advice->explanation, candidate->explanation) == 0))
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
	if (advice->built_in) {
		kv_print(printer, NULL, advice->built_in);
		g_string_append(printer->output, " is built into vmlinux; ");
	}
	kv_print(printer, NULL, advice->explanation);
	kv_print_end_line(printer);
	add_finding(printer, "", advice->finding);
	for (guint i = 0; i < advice->candidates->len; i++)
		add_candidate(printer, advice, g_ptr_array_index(advice->candidates, i));
	add_places(printer, "is one of these meant?", advice->similar);
}

void kv_advice_write_text(const kv_answers *answers, bool color, GString *output)
{
	kv_printer printer = {.output = output, .color = color};

	for (guint i = 0; i < answers->advice->len; i++) {
		if (i > 0)
			g_string_append_c(output, '\n');
		add_answer(&printer, g_ptr_array_index(answers->advice, i));
	}
}
