/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/image.h"

#include <inttypes.h>
#include <endian.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "dwarf/relocate.h"

/* The names of compressed sections in binutils before SHF_COMPRESSED. */
#define OLD_COMPRESSED ".zdebug"

static int find_no_debuginfo(Dwfl_Module *module, void **userdata, const char *name,
			     Dwarf_Addr base, const char *file_name, const char *debuglink,
			     GElf_Word crc, char **debuginfo)
{
	return -1;
}

/* Where the first section of a module is laid out: behind what is taken for no address. */
#define FIRST_ADDRESS 0x10000

/* Gives libdwfl a reference to the module's handle, whose sections are laid out already. */
static int find_laid_out(Dwfl_Module *module, void **userdata, const char *name, Dwarf_Addr base,
			 char **file_name, Elf **elf)
{
	*elf = elf_begin(-1, ELF_C_READ_MMAP_PRIVATE, *userdata);
	return -1;
}

/* Only the file itself is read: no separate debug file is looked for, least of all by network. */
static const Dwfl_Callbacks callbacks = {
	.find_elf = find_laid_out,
	.find_debuginfo = find_no_debuginfo,
	.section_address = dwfl_offline_section_address,
};

static bool place_behind(const GElf_Shdr *header, uint64_t *end, uint64_t *address)
{
	uint64_t alignment = header->sh_addralign;

	/* Damaged, or none. */
	if (alignment == 0 || (alignment & (alignment - 1)) != 0)
		alignment = 1;
	if (!g_uint64_checked_add(address, *end, alignment - 1))
		return false;
	*address &= ~(alignment - 1);
	return g_uint64_checked_add(end, *address, header->sh_size);
}

/*
 * Puts the loaded sections of a module one behind the other, up to below @end. libdwfl would do so
 * too, but it keeps addresses that are in the file, and the linker leaves such in modules (the
 * offset of .data from the table of patchable entries before it): its layout then overlaps.
 */
static bool lay_out_sections(Elf *elf, uint64_t *end)
{
	Elf_Scn *section = NULL;

	*end = FIRST_ADDRESS;
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;
		uint64_t address;

		if (!gelf_getshdr(section, &header))
			return false;
		if (!(header.sh_flags & SHF_ALLOC))
			continue;
		if (!place_behind(&header, end, &address))
			return false;
		header.sh_addr = address;
		if (!gelf_update_shdr(section, &header))
			return false;
	}
	return true;
}

static int take_module(Dwfl_Module *module, void **userdata, const char *name, Dwarf_Addr base,
		       void *result)
{
	*(Dwfl_Module **)result = module;
	return DWARF_CB_ABORT;
}

static Dwfl_Module *only_module(Dwfl *dwfl)
{
	Dwfl_Module *module = NULL;

	dwfl_getmodules(dwfl, take_module, &module, 0);
	return module;
}

/* Makes image->elf, laid out up to below image->end, a module of libdwfl's; reads nothing yet. */
static bool report_module(kv_dwarf_image *image)
{
	Dwfl_Module *module;
	void **userdata;

	image->dwfl = dwfl_begin(&callbacks);
	if (!image->dwfl)
		return false;
	dwfl_report_begin(image->dwfl);
	module = dwfl_report_module(image->dwfl, kv_file_path(image->file), FIRST_ADDRESS,
				    image->end);
	dwfl_report_end(image->dwfl, NULL, NULL);
	if (!module || !dwfl_module_info(module, &userdata, NULL, NULL, NULL, NULL, NULL, NULL))
		return false;
	*userdata = image->elf;
	return true;
}

static gboolean check_readable(const kv_dwarf_image *image, GError **error)
{
	if (image->elf)
		return TRUE;
	g_set_error(error, KV_ERROR, KV_ERROR_INPUT, "%s: not readable as ELF: %s",
		    kv_file_path(image->file), elf_errmsg(-1));
	return FALSE;
}

/* Maps the file privately: its section headers are edited. */
static gboolean open_private(kv_dwarf_image *image, GError **error)
{
	image->fd = kv_file_descriptor(image->file, error);
	if (image->fd < 0)
		return FALSE;
	image->elf = elf_begin(image->fd, ELF_C_READ_MMAP_PRIVATE, NULL);
	return check_readable(image, error);
}

static gboolean lay_out(kv_dwarf_image *image, GError **error)
{
	if (lay_out_sections(image->elf, &image->end))
		return TRUE;
	g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
		    "%s: the sections cannot be laid out as those of a module: a header is "
		    "damaged, or they are larger than memory can be",
		    kv_file_path(image->file));
	return FALSE;
}

static const char *section_name(Elf *elf, const GElf_Shdr *header)
{
	size_t names;
	const char *name = NULL;

	if (elf_getshdrstrndx(elf, &names) == 0)
		name = elf_strptr(elf, names, header->sh_name);
	return name ? name : "";
}

static bool has_compressed_sections(Elf *elf)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;

		if (gelf_getshdr(section, &header) &&
		    (header.sh_flags & SHF_COMPRESSED ||
		     g_str_has_prefix(section_name(elf, &header), OLD_COMPRESSED)))
			return true;
	}
	return false;
}

static gboolean open_linked(kv_dwarf_image *image, GError **error)
{
	/* libelf asks for a writable pointer; what it writes to is in the other branch. */
	image->elf = elf_memory((char *)kv_file_data(image->file), kv_file_size(image->file));
	if (image->elf && has_compressed_sections(image->elf)) {
		/* It unpacks sections by editing their headers where they are mapped. */
		elf_end(image->elf);
		image->elf = NULL;
		return open_private(image, error);
	}
	return check_readable(image, error);
}

static gboolean check_type(const kv_dwarf_image *image, bool relocatable, GError **error)
{
	GElf_Ehdr header;

	if (!gelf_getehdr(image->elf, &header)) {
		g_set_error(error, KV_ERROR, KV_ERROR_INPUT, "%s: no readable ELF header: %s",
			    kv_file_path(image->file), elf_errmsg(-1));
		return FALSE;
	}
	if ((header.e_type == ET_REL) == relocatable)
		return TRUE;
	g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
		    relocatable ? "%s: ELF type %u is no module; expected ET_REL"
				: "%s: ELF type %u is no linked kernel; expected ET_EXEC or ET_DYN",
		    kv_file_path(image->file), header.e_type);
	return FALSE;
}

kv_dwarf_image *kv_dwarf_image_open(kv_file *file, kv_object_kind kind, GError **error)
{
	g_autoptr(kv_dwarf_image) image = g_new0(kv_dwarf_image, 1);
	bool relocatable = kind == KV_OBJECT_MODULE;

	elf_version(EV_CURRENT);
	image->file = kv_file_ref(file);
	image->fd = -1;
	if (relocatable ? !open_private(image, error) : !open_linked(image, error))
		return NULL;
	if (!check_type(image, relocatable, error))
		return NULL;
	if (relocatable && !lay_out(image, error))
		return NULL;
	return g_steal_pointer(&image);
}

void kv_dwarf_image_free(kv_dwarf_image *image)
{
	if (!image)
		return;
	if (image->dwfl)
		dwfl_end(image->dwfl);
	else
		dwarf_end(image->dwarf);
	elf_end(image->elf);
	if (image->fd >= 0)
		close(image->fd);
	kv_file_unref(image->file);
	g_free(image);
}

kv_section_addresses *kv_dwarf_image_addresses(const kv_dwarf_image *image)
{
	kv_section_addresses *addresses = g_array_new(FALSE, TRUE, sizeof(guint64));
	Elf_Scn *section = NULL;
	size_t count;

	if (elf_getshdrnum(image->elf, &count) != 0)
		return addresses;
	g_array_set_size(addresses, (guint)count);
	while ((section = elf_nextscn(image->elf, section))) {
		GElf_Shdr header;

		if (gelf_getshdr(section, &header) && header.sh_flags & SHF_ALLOC)
			g_array_index(addresses, guint64, elf_ndxscn(section)) = header.sh_addr;
	}
	return addresses;
}

/*
 * Compressed sections are unpacked by libelf into memory of the size they claim: what they claim
 * together is held to the limit of a whole compressed file.
 */
static gboolean check_unpacked_size(const kv_dwarf_image *image, GError **error)
{
	uint64_t total = 0;
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(image->elf, section))) {
		GElf_Shdr header;
		GElf_Chdr compressed;

		if (!gelf_getshdr(section, &header) || !(header.sh_flags & SHF_COMPRESSED))
			continue;
		if (!gelf_getchdr(section, &compressed))
			continue;
		if (compressed.ch_size > KV_FILE_UNPACKED_MAX - total) {
			g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
				    "%s: compressed section %zu claims to unpack to %" PRIu64
				    " bytes; the limit for all of them is %" PRIu64,
				    kv_file_path(image->file), elf_ndxscn(section),
				    (uint64_t)compressed.ch_size, KV_FILE_UNPACKED_MAX);
			return FALSE;
		}
		total += compressed.ch_size;
	}
	return TRUE;
}

/* Asked after libdw has opened the image: it unpacks compressed sections in place. */
static kv_dwarf_bytes section_bytes(const kv_dwarf_image *image, Elf_Scn *section)
{
	Elf_Data *data = elf_getdata(section, NULL);

	if (!data || !data->d_buf)
		return (kv_dwarf_bytes){NULL, 0};
	return (kv_dwarf_bytes){data->d_buf, data->d_size};
}

static void find_sections(kv_dwarf_image *image)
{
	const struct {
		const char *name;
		kv_dwarf_bytes *bytes;
	} wanted[] = {
		{"debug_info", &image->info},	{"debug_abbrev", &image->abbreviations},
		{"debug_line", &image->line},	{"debug_line_str", &image->line_strings},
		{"debug_str", &image->strings},
	};
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(image->elf, section))) {
		GElf_Shdr header;
		const char *name;

		if (!gelf_getshdr(section, &header) || header.sh_type == SHT_NOBITS)
			continue;
		name = section_name(image->elf, &header);
		if (name[0] != '.')
			continue;
		name += g_str_has_prefix(name, OLD_COMPRESSED) ? strlen(".z") : strlen(".");
		for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++)
			if (!wanted[i].bytes->data && strcmp(name, wanted[i].name) == 0)
				*wanted[i].bytes = section_bytes(image, section);
	}
}

gboolean kv_dwarf_image_load(kv_dwarf_image *image, GError **error)
{
	const char *order;
	Dwarf_Addr bias;

	if (!check_unpacked_size(image, error))
		return FALSE;
	if (image->end == 0 || kv_dwarf_relocate(image->elf))
		image->dwarf = dwarf_begin_elf(image->elf, DWARF_C_READ, NULL);
	else if (report_module(image))
		image->dwarf = dwfl_module_getdwarf(only_module(image->dwfl), &bias);
	if (!image->dwarf) {
		g_set_error(error, KV_ERROR, KV_ERROR_INPUT, "%s: no debug information: %s",
			    kv_file_path(image->file),
			    image->dwfl ? dwfl_errmsg(-1) : dwarf_errmsg(-1));
		return FALSE;
	}

	order = elf_getident(image->elf, NULL);
	image->swap = order &&
		      order[EI_DATA] != (BYTE_ORDER == LITTLE_ENDIAN ? ELFDATA2LSB : ELFDATA2MSB);
	find_sections(image);
	if (image->info.size > 0 && image->abbreviations.size > 0)
		return TRUE;
	g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
		    "%s: no debug information: .debug_info or .debug_abbrev is missing or empty",
		    kv_file_path(image->file));
	return FALSE;
}

Dwarf *kv_dwarf_image_handle(const kv_dwarf_image *image)
{
	return dwarf_begin_elf(image->elf, DWARF_C_READ, NULL);
}

GArray *kv_dwarf_image_units(const kv_dwarf_image *image, char **damage)
{
	GArray *units = g_array_new(FALSE, FALSE, sizeof(kv_dwarf_unit));
	kv_dwarf_unit unit = {0};
	Dwarf_Off next;
	size_t header_size;

	*damage = NULL;
	for (; unit.offset < image->info.size; unit.offset = next) {
		int status = dwarf_next_unit(image->dwarf, unit.offset, &next, &header_size, NULL,
					     &unit.abbreviations, NULL, NULL, NULL, NULL);

		if (status > 0)
			break;
		if (status < 0 || next <= unit.offset ||
		    header_size >= image->info.size - unit.offset) {
			*damage = g_strdup_printf(
				".debug_info: no readable unit header at 0x%" PRIx64, unit.offset);
			break;
		}
		unit.die = unit.offset + header_size;
		unit.end = MIN(next, image->info.size);
		g_array_append_val(units, unit);
		if (next > image->info.size) {
			*damage = g_strdup_printf(".debug_info: the unit at 0x%" PRIx64
						  " reaches beyond the section (0x%zx bytes)",
						  unit.offset, image->info.size);
			break;
		}
	}
	return units;
}
