/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/dwarf.h"

#include "base/error.h"
#include "dwarf/image.h"
#include "dwarf/merge.h"
#include "dwarf/object.h"
#include "dwarf/signature.h"
#include "dwarf/type.h"
#include "dwarf/walk.h"

/* A second thread is not worth its start for less than this much of .debug_info. */
#define BYTES_PER_THREAD (128 * 1024)
#define THREADS_MAX 64

/* Units that are looked at to learn where the source tree was. */
#define ROOT_UNITS_MAX 64

/* One thread's share. Units, and then prototypes, are taken from common counters. */
typedef struct kv_worker {
	struct kv_crew *crew;
	Dwarf *dwarf;
	kv_dwarf_walk *walk;
	kv_prototype_writer *writer;
	kv_signature_writer *signer;
	kv_place_namer *namer;
} kv_worker;

typedef struct kv_crew {
	kv_dwarf_image *image;
	kv_source_root root;
	kv_struct_units structs;
	GArray *units;		/* (element-type kv_dwarf_unit) */
	kv_unit_tables *tables; /* by unit */
	kv_dwarf *dwarf;
	GArray *tasks;	     /* (element-type kv_prototype_task) by source */
	GArray *variables;   /* (element-type kv_dwarf_variable) by address */
	GArray *place_tasks; /* (element-type kv_dwarf_place_task) by unit */
	GArray *places;	     /* (element-type kv_dwarf_place) */
	guint next;	     /* the next unit, or the next source, to be taken */
	kv_worker worker[THREADS_MAX];
	unsigned int workers;
	bool calls; /* are asked for */
} kv_crew;

static kv_dwarf *kv_dwarf_new(void)
{
	kv_dwarf *dwarf = g_new0(kv_dwarf, 1);

	dwarf->sources = g_array_new(FALSE, FALSE, sizeof(kv_dwarf_source));
	dwarf->functions = g_array_new(FALSE, FALSE, sizeof(kv_dwarf_function));
	dwarf->copies = g_array_new(FALSE, FALSE, sizeof(kv_dwarf_copy));
	dwarf->segments = g_array_new(FALSE, FALSE, sizeof(kv_dwarf_segment));
	dwarf->unit_segments = g_array_new(FALSE, FALSE, sizeof(kv_dwarf_unit_segments));
	dwarf->calls = g_array_new(FALSE, FALSE, sizeof(kv_dwarf_call));
	dwarf->units = g_ptr_array_new();
	dwarf->owned = g_ptr_array_new_with_free_func((GDestroyNotify)g_string_chunk_free);
	return dwarf;
}

void kv_dwarf_free(kv_dwarf *dwarf)
{
	if (!dwarf)
		return;
	g_array_unref(dwarf->sources);
	g_array_unref(dwarf->functions);
	g_array_unref(dwarf->copies);
	g_array_unref(dwarf->segments);
	g_array_unref(dwarf->calls);
	g_array_unref(dwarf->unit_segments);
	g_ptr_array_unref(dwarf->units);
	kv_dwarf_close(dwarf);
	g_ptr_array_unref(dwarf->owned);
	g_free(dwarf->damage);
	g_free(dwarf);
}

static gpointer walk_units(gpointer data)
{
	kv_worker *self = data;
	kv_crew *crew = self->crew;

	for (;;) {
		guint index = (guint)g_atomic_int_add(&crew->next, 1);

		if (index >= crew->units->len)
			return NULL;
		kv_dwarf_walk_unit(self->walk, &g_array_index(crew->units, kv_dwarf_unit, index),
				   index, &crew->tables[index]);
	}
}

static void write_prototype(kv_worker *self, uint32_t source)
{
	const kv_prototype_task *task =
		&g_array_index(self->crew->tasks, kv_prototype_task, source);
	kv_dwarf_source *target =
		&g_array_index(self->crew->dwarf->sources, kv_dwarf_source, source);

	if (task->die == 0)
		return;
	target->prototype = kv_prototype_writer_write(self->writer, target->name, task->die);
	target->signature = kv_signature_writer_write(self->signer, task->die);
}

/* Writes the prototypes of the sources first seen in one unit, then of those of another one. */
static gpointer write_prototypes(gpointer data)
{
	kv_worker *self = data;
	kv_crew *crew = self->crew;
	const kv_prototype_task *tasks = (const kv_prototype_task *)crew->tasks->data;
	uint32_t source = 0;

	for (;;) {
		guint unit = (guint)g_atomic_int_add(&crew->next, 1);

		if (unit >= crew->units->len)
			return NULL;
		while (source < crew->tasks->len && tasks[source].unit < unit)
			source++;
		kv_prototype_writer_begin_unit(self->writer);
		kv_signature_writer_begin_unit(self->signer);
		for (; source < crew->tasks->len && tasks[source].unit == unit; source++)
			write_prototype(self, source);
	}
}

/* Runs @work on every worker, the first one in this thread. */
static void run_crew(kv_crew *crew, GThreadFunc work)
{
	GThread *thread[THREADS_MAX];

	crew->next = 0;
	for (unsigned int i = 1; i < crew->workers; i++)
		thread[i] = g_thread_try_new("dwarf", work, &crew->worker[i], NULL);
	work(&crew->worker[0]);
	for (unsigned int i = 1; i < crew->workers; i++)
		if (thread[i])
			g_thread_join(thread[i]);
}

static void hire(kv_crew *crew, unsigned int threads)
{
	size_t useful = crew->image->info.size / BYTES_PER_THREAD + 1;

	threads = MIN(CLAMP(threads, 1, THREADS_MAX), useful);
	for (unsigned int i = 0; i < threads; i++) {
		kv_worker *worker = &crew->worker[crew->workers];

		worker->crew = crew;
		worker->dwarf = i == 0 ? crew->image->dwarf : kv_dwarf_image_handle(crew->image);
		if (!worker->dwarf)
			break;
		worker->walk =
			kv_dwarf_walk_new(crew->image, worker->dwarf, &crew->root, &crew->structs,
					  crew->calls);
		worker->writer = kv_prototype_writer_new(crew->image, worker->dwarf);
		worker->signer = kv_signature_writer_new(crew->image, worker->dwarf);
		crew->workers++;
	}
}

/* Hands the strings to the result; all other tables of the workers have been copied. */
static void finish_walks(kv_crew *crew)
{
	for (unsigned int i = 0; i < crew->workers; i++) {
		kv_worker *worker = &crew->worker[i];
		const GArray *variables = worker->walk->variables;

		g_ptr_array_add(crew->dwarf->owned,
				g_steal_pointer(&worker->walk->reader->strings));
		g_ptr_array_add(crew->dwarf->owned, g_steal_pointer(&worker->writer->prototypes));
		g_ptr_array_add(crew->dwarf->owned, g_steal_pointer(&worker->signer->signatures));
		g_array_append_vals(crew->variables, variables->data, variables->len);
		g_clear_pointer(&worker->walk, kv_dwarf_walk_free);
		g_clear_pointer(&worker->writer, kv_prototype_writer_free);
		g_clear_pointer(&worker->signer, kv_signature_writer_free);
	}
}

void kv_dwarf_close(kv_dwarf *dwarf)
{
	kv_crew *crew = g_steal_pointer(&dwarf->crew);

	if (!crew)
		return;
	for (unsigned int i = 1; i < crew->workers; i++)
		dwarf_end(crew->worker[i].dwarf);
	kv_dwarf_image_free(crew->image);
	g_clear_pointer(&crew->units, g_array_unref);
	g_clear_pointer(&crew->variables, g_array_unref);
	g_free(crew);
}

static void learn_root(kv_crew *crew)
{
	g_autoptr(kv_source_reader) reader = kv_source_reader_new(crew->image, &crew->root);

	for (guint i = 0; i < MIN(crew->units->len, ROOT_UNITS_MAX); i++) {
		uint64_t offset = g_array_index(crew->units, kv_dwarf_unit, i).die;
		Dwarf_Die die;

		if (dwarf_offdie(crew->image->dwarf, offset, &die) &&
		    kv_source_reader_learn_root(reader, &die, &crew->root))
			return;
	}
}

/* What is wrong with the file, if anything; @headers says it of the unit headers, and is taken. */
static char *describe_damage(kv_crew *crew, char *headers)
{
	g_autofree char *first = headers;
	g_autofree char *others = NULL;
	unsigned int more = 0;

	for (guint i = 0; i < crew->units->len; i++) {
		g_autofree char *damage = g_steal_pointer(&crew->tables[i].damage);

		if (damage && !first)
			first = g_steal_pointer(&damage);
		else if (damage)
			more++;
	}
	if (!first)
		return NULL;
	if (more > 0)
		others = g_strdup_printf("; %u more units are damaged", more);
	return g_strdup_printf("%s: %s%s", kv_file_path(crew->image->file), first,
			       others ? others : "");
}

static void read_units(kv_dwarf *dwarf, unsigned int threads, bool calls)
{
	kv_crew *crew = dwarf->crew;
	char *headers = NULL;

	crew->dwarf = dwarf;
	crew->calls = calls;
	crew->units = kv_dwarf_image_units(crew->image, &headers);
	crew->tables = g_new0(kv_unit_tables, crew->units->len);
	crew->variables = g_array_new(FALSE, FALSE, sizeof(kv_dwarf_variable));
	learn_root(crew);
	hire(crew, threads);

	run_crew(crew, walk_units);
	crew->tasks = kv_dwarf_merge(dwarf, crew->tables, crew->units->len);
	for (unsigned int i = 0; i < crew->workers; i++)
		kv_dwarf_walk_empty(crew->worker[i].walk);
	run_crew(crew, write_prototypes);
	for (unsigned int i = 1; i < crew->workers; i++)
		kv_struct_finder_merge(&crew->worker[0].walk->structs,
				       &crew->worker[i].walk->structs);
	kv_struct_finder_finish(&crew->worker[0].walk->structs, dwarf);
	dwarf->damage = describe_damage(crew, headers);
	dwarf->complete = !dwarf->damage;

	finish_walks(crew);
	kv_dwarf_variables_sort(crew->variables);
	kv_source_root_clear(&crew->root);
	g_clear_pointer(&crew->tasks, g_array_unref);
	g_clear_pointer(&crew->tables, g_free);
}

/* Names the places in the variables of one unit, then in those of another one. */
static gpointer name_places(gpointer data)
{
	kv_worker *self = data;
	kv_crew *crew = self->crew;
	const kv_dwarf_place_task *tasks = (const void *)crew->place_tasks->data;
	uint32_t task = 0;

	for (;;) {
		guint unit = (guint)g_atomic_int_add(&crew->next, 1);

		if (unit >= crew->units->len)
			return NULL;
		while (task < crew->place_tasks->len && tasks[task].unit < unit)
			task++;
		if (task == crew->place_tasks->len || tasks[task].unit != unit)
			continue;
		kv_place_namer_begin_unit(self->namer);
		for (; task < crew->place_tasks->len && tasks[task].unit == unit; task++)
			kv_place_namer_name(
				self->namer, &tasks[task],
				&g_array_index(crew->places, kv_dwarf_place, tasks[task].place));
	}
}

GArray *kv_dwarf_name_places(const kv_dwarf *dwarf, const GArray *addresses,
			     const GArray *parameters)
{
	GArray *places = g_array_sized_new(FALSE, FALSE, sizeof(kv_dwarf_place), addresses->len);
	kv_crew *crew = dwarf->crew;

	for (guint i = 0; i < addresses->len; i++)
		g_array_append_val(places, ((const kv_dwarf_place){"", "", false}));
	if (!crew)
		return places;
	crew->places = places;
	crew->place_tasks = kv_dwarf_place_tasks(crew->variables, addresses, parameters);
	for (unsigned int i = 0; i < crew->workers; i++)
		crew->worker[i].namer = kv_place_namer_new(crew->image, crew->worker[i].dwarf);
	run_crew(crew, name_places);
	for (unsigned int i = 0; i < crew->workers; i++) {
		g_ptr_array_add(dwarf->owned, g_steal_pointer(&crew->worker[i].namer->strings));
		g_clear_pointer(&crew->worker[i].namer, kv_place_namer_free);
	}
	g_clear_pointer(&crew->place_tasks, g_array_unref);
	return places;
}

GArray *kv_dwarf_variable_units(const kv_dwarf *dwarf, const GArray *addresses)
{
	const GArray *variables = dwarf->crew ? dwarf->crew->variables : NULL;
	GArray *units = g_array_sized_new(FALSE, FALSE, sizeof(guint32), addresses->len);

	kv_dwarf_variables_find(variables, addresses, units);
	return units;
}

kv_dwarf *kv_dwarf_open(kv_file *file, kv_object_kind kind, kv_section_addresses **addresses)
{
	kv_dwarf *dwarf = kv_dwarf_new();
	g_autoptr(GError) error = NULL;
	kv_dwarf_image *image = kv_dwarf_image_open(file, kind, &error);

	if (addresses)
		*addresses = image ? kv_dwarf_image_addresses(image)
				   : g_array_new(FALSE, TRUE, sizeof(guint64));
	if (image) {
		dwarf->crew = g_new0(kv_crew, 1);
		dwarf->crew->image = image;
	} else {
		dwarf->damage = g_strdup(error->message);
	}
	return dwarf;
}

void kv_dwarf_load(kv_dwarf *dwarf, unsigned int threads, bool calls)
{
	g_autoptr(GError) error = NULL;

	if (!dwarf->crew)
		return;
	if (kv_dwarf_image_load(dwarf->crew->image, &error)) {
		read_units(dwarf, threads, calls);
		return;
	}
	dwarf->damage = g_strdup(error->message);
	kv_dwarf_close(dwarf);
}

kv_dwarf *kv_dwarf_read(kv_file *file, kv_object_kind kind, unsigned int threads, bool calls,
			kv_section_addresses **addresses)
{
	kv_dwarf *dwarf = kv_dwarf_open(file, kind, addresses);

	kv_dwarf_load(dwarf, threads, calls);
	return dwarf;
}
