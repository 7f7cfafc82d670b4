/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/build.h"

#include <elf.h>

#include "base/error.h"
#include "machine/machine.h"
#include "indexer/code_run.h"
#include "dwarf/dwarf.h"
#include "indexer/entries.h"
#include "indexer/ftrace.h"
#include "indexer/identity.h"
#include "indexer/layout.h"
#include "indexer/split.h"
#include "indexer/symbols.h"
#include "indexer/variables.h"
#include "indexer/write.h"

/* More do not pay: the walk is bound by libdw's locks and by memory. */
#define DWARF_THREADS 2

static gboolean check_kind(const kv_elf *elf, kv_object_kind kind, GError **error)
{
	const char *path = kv_file_path(kv_elf_file(elf));
	uint16_t type = kv_elf_type(elf);

	if (kind == KV_OBJECT_VMLINUX && type != ET_EXEC && type != ET_DYN) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
			    "%s: not a vmlinux: expected a linked ELF executable, this is %s", path,
			    type == ET_REL ? "a relocatable file such as a module"
					   : "another kind of ELF file");
		return FALSE;
	}
	if (kind == KV_OBJECT_MODULE && type != ET_REL) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
			    "%s: not a kernel module: expected a relocatable ELF file", path);
		return FALSE;
	}
	if (kv_elf_symbol_count(elf) <= 1) {
		g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
			    "%s: stripped of its symbol table, so nothing can be said about its "
			    "functions; give the file of the debug package, or the one that the "
			    "build left behind",
			    path);
		return FALSE;
	}
	return TRUE;
}

/*
 * Whether the debug information has to tell what calls what: machine code does it better, but only
 * that of one architecture is decoded.
 */
static bool wants_calls(const kv_elf *elf)
{
	return !kv_machine_find(kv_elf_machine(elf))->decoded;
}

/* What one image is read into. */
typedef struct {
	kv_dwarf *dwarf;
	kv_section_addresses *addresses; /* of a module; else NULL */
	kv_symbol_list *symbols;
	GArray *ftrace;
	kv_identity *identity;
	GArray *variables;
	kv_code_run *code;
} image;

static void image_clear(image *parts)
{
	g_clear_pointer(&parts->code, kv_code_run_free);
	g_clear_pointer(&parts->dwarf, kv_dwarf_free);
	g_clear_pointer(&parts->addresses, g_array_unref);
	g_clear_pointer(&parts->symbols, kv_symbol_list_free);
	g_clear_pointer(&parts->ftrace, g_array_unref);
	g_clear_pointer(&parts->variables, g_array_unref);
	g_clear_pointer(&parts->identity, kv_identity_free);
}

/* The layout that the walk gave to the sections of @debug, for those of @code. */
static kv_section_addresses *code_addresses(const kv_split *split,
					    const kv_section_addresses *debug)
{
	kv_section_addresses *addresses = g_array_new(FALSE, TRUE, sizeof(guint64));

	g_array_set_size(addresses, kv_elf_section_count(split->code));
	for (uint32_t i = 0; i < MIN(debug->len, kv_elf_section_count(split->debug)); i++) {
		if (split->sections[i] != SHN_UNDEF)
			g_array_index(addresses, guint64, split->sections[i]) =
				g_array_index(debug, guint64, i);
	}
	return addresses;
}

static void read_symbols(image *parts, kv_elf *elf, kv_object_kind kind)
{
	parts->symbols = kv_symbol_list_read(elf, kind, parts->addresses);
	parts->ftrace = kv_ftrace_read(elf, kind, parts->symbols, parts->addresses);
	if (parts->ftrace)
		kv_ftrace_assign(parts->symbols, parts->ftrace);
	parts->identity = kv_identity_read(elf, kind, parts->symbols);
}

/* Opens what has the debug information; the symbols of a module stand where its DWARF has them. */
static void open_dwarf(image *parts, const kv_split *split, kv_object_kind kind)
{
	g_autoptr(GArray) addresses = NULL; /* by the section numbers of what is opened */
	const kv_elf *elf = split->debug ? split->debug : split->code;

	if (kind == KV_OBJECT_VMLINUX) {
		parts->dwarf = kv_dwarf_open(kv_elf_file(elf), kind, NULL);
		return;
	}
	parts->dwarf = kv_dwarf_open(kv_elf_file(elf), kind, &addresses);
	parts->addresses =
		split->debug ? code_addresses(split, addresses) : g_steal_pointer(&addresses);
}

/* What the threads beside this one read. */
typedef struct {
	image *parts;
	kv_elf *elf;
	kv_object_kind kind;
} work;

static gpointer load_dwarf(gpointer data)
{
	const work *share = data;

	kv_dwarf_load(share->parts->dwarf, DWARF_THREADS, wants_calls(share->elf));
	return NULL;
}

static gpointer read_code(gpointer data)
{
	const work *share = data;
	image *parts = share->parts;

	parts->code = kv_code_run_new(share->elf, share->kind, parts->symbols, parts->addresses);
	return NULL;
}

static bool has_debug_info(const kv_split *split)
{
	const kv_elf *elf = split->debug ? split->debug : split->code;

	return kv_elf_section_named(elf, ".debug_info") ||
	       kv_elf_section_named(elf, ".zdebug_info");
}

/* Completes @parts by what the code tells and what is left of the debug information. */
static void finish_parts(kv_index_parts *parts, kv_btf_layout *btf, image *image_parts)
{
	kv_dwarf *dwarf = image_parts->dwarf;

	parts->code = kv_code_run_finish(image_parts->code, dwarf);
	image_parts->variables = kv_variables_read(dwarf, image_parts->symbols);
	parts->variables = image_parts->variables;
	kv_dwarf_close(dwarf);
	parts->layout = dwarf->has_layout ? &dwarf->layout : NULL;
	parts->ksym_name_len = dwarf->ksym_name_len;
	parts->module_name_len = dwarf->module_name_len;
	if (parts->layout && parts->ksym_name_len > 0 && parts->module_name_len > 0)
		return;
	*btf = kv_btf_layout_read(parts->elf);
	if (!parts->layout && btf->has_layout)
		parts->layout = &btf->layout;
	if (parts->ksym_name_len == 0)
		parts->ksym_name_len = btf->ksym_name_len;
	if (parts->module_name_len == 0)
		parts->module_name_len = btf->module_name_len;
}

/*
 * The code takes about as long as the debug information does on two threads, so what the latter
 * tells is laid out while the former is still being read.
 */
static GBytes *read_image(image *image_parts, const kv_split *split, kv_object_kind kind,
			  GError **error)
{
	g_autoptr(kv_index_writer) writer = NULL;
	work share = {image_parts, split->code, kind};
	kv_index_parts parts = {
		.elf = split->code,
		.file = split->file,
		.half = split->half,
		.has_debug_info = has_debug_info(split),
	};
	GThread *walk, *code;
	kv_btf_layout btf;

	open_dwarf(image_parts, split, kind);
	walk = g_thread_new("dwarf", load_dwarf, &share);
	read_symbols(image_parts, split->code, kind);
	code = g_thread_new("code", read_code, &share);
	g_thread_join(walk);
	kv_entries_align(image_parts->dwarf, image_parts->symbols);

	parts.identity = image_parts->identity;
	parts.symbols = image_parts->symbols;
	parts.ftrace = image_parts->ftrace;
	parts.dwarf = image_parts->dwarf;
	writer = kv_index_writer_new(&parts);
	g_thread_join(code);
	finish_parts(&parts, &btf, image_parts);
	return kv_index_writer_finish(writer, error);
}

/* An image, and what it is read into. */
typedef struct {
	kv_split *split;
	image parts;
} reading;

static gpointer reading_free(gpointer data)
{
	reading *from = data;

	image_clear(&from->parts);
	g_clear_pointer(&from->split, kv_split_free);
	g_free(from);
	return NULL;
}

static GBytes *build(reading *from, const char *path, const char *half, kv_object_kind kind,
		     GError **error)
{
	from->split = kv_split_open(path, half, kind, error);
	if (!from->split || !check_kind(from->split->code, kind, error))
		return NULL;
	return read_image(&from->parts, from->split, kind, error);
}

GBytes *kv_index_build(const char *path, const char *half, kv_object_kind kind, GError **error)
{
	reading *from = g_new0(reading, 1);
	GBytes *bytes = build(from, path, half, kind, error);

	reading_free(from);
	return bytes;
}

gboolean kv_index_build_file(const char *path, const char *half, kv_object_kind kind,
			     const char *output, GError **error)
{
	reading *from = g_new0(reading, 1);
	g_autoptr(GBytes) bytes = build(from, path, half, kind, error);
	/* Freed while the file is written: either takes some hundredths of a second. */
	GThread *freeing = g_thread_new("free", reading_free, from);
	gboolean written = bytes && kv_index_write_file(output, bytes, error);

	g_thread_join(freeing);
	return written;
}
