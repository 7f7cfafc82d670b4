/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/module/read.h"

#include <elf.h>
#include <string.h>

#include "base/error.h"
#include "livepatch/code/code.h"
#include "livepatch/module/enable.h"
#include "livepatch/module/klp_build.h"
#include "livepatch/module/kpatch.h"
#include "livepatch/module/module.h"
#include "livepatch/module/relocation.h"
#include "livepatch/module/signature.h"

/*
 * Where struct module has its name (include/linux/module.h: state, list, name), 64-bit, and the
 * room for it: MODULE_NAME_LEN.
 */
enum { MODULE_NAME_OFFSET = 24, MODULE_NAME_SIZE = 56 };

static bool is_module_name(const char *name)
{
	if (!name || name[0] == '\0' || strlen(name) >= MODULE_NAME_SIZE)
		return false;
	for (const char *c = name; *c != '\0'; c++)
		if (!g_ascii_isalnum(*c) && !strchr("_-.+", *c))
			return false;
	return true;
}

/* The file name without folder and without ".o", or ".ko" and what follows it. */
static char *name_of_file(const char *path)
{
	char *name = g_path_get_basename(path);
	char *suffix = g_strrstr(name, ".ko");

	if (suffix && (suffix[3] == '\0' || suffix[3] == '.'))
		*suffix = '\0';
	else if (g_str_has_suffix(name, ".o"))
		name[strlen(name) - 2] = '\0';
	return name;
}

/* The name the kernel will use: of struct module, else of .modinfo, else of the file. */
static char *module_name(const kv_elf *elf)
{
	const kv_elf_section *section = kv_elf_section_named(elf, ".gnu.linkonce.this_module");
	const char *name = NULL;
	char *result;

	if (section)
		name = kv_elf_section_string(elf, section, MODULE_NAME_OFFSET);
	/* A randomised struct module has something else there. */
	if (!is_module_name(name))
		name = kv_elf_modinfo(elf, "name");
	result = is_module_name(name) ? g_strdup(name)
				      : name_of_file(kv_file_path(kv_elf_file(elf)));
	return g_strdelimit(result, "-", '_');
}

/* struct modversion_info of include/linux/module.h, for 64-bit kernels. */
enum { VERSION_SIZE = 64, VERSION_NAME = 8 };

static int64_t module_layout_crc(const kv_elf *elf)
{
	const kv_elf_section *section = kv_elf_section_named(elf, "__versions");
	const uint8_t *bytes = section ? kv_elf_section_bytes(elf, section) : NULL;

	for (uint64_t at = 0; bytes && section->size - at >= VERSION_SIZE; at += VERSION_SIZE) {
		const char *name = kv_elf_section_string(elf, section, at + VERSION_NAME);

		if (name && strcmp(name, "module_layout") == 0)
			return (uint32_t)kv_elf_u64(elf, bytes + at);
	}
	return -1;
}

static void read_modinfo(const kv_elf *elf, kv_livepatch *livepatch)
{
	livepatch->machine = kv_elf_machine(elf);
	livepatch->module_name = module_name(elf);
	livepatch->vermagic = g_strdup(kv_elf_modinfo(elf, "vermagic"));
	livepatch->license = g_strdup(kv_elf_modinfo(elf, "license"));
	livepatch->depends = g_strdup(kv_elf_modinfo(elf, "depends"));
	livepatch->has_livepatch_tag = kv_elf_modinfo(elf, "livepatch");
	livepatch->has_versions = kv_elf_section_named(elf, "__versions") ||
				  kv_elf_section_named(elf, "__version_ext_crcs");
	livepatch->module_layout_crc = module_layout_crc(elf);
}

static gboolean refuse(const kv_elf *elf, const char *reason, GError **error)
{
	g_set_error(error, KV_ERROR, KV_ERROR_USAGE, "%s: %s", kv_file_path(kv_elf_file(elf)),
		    reason);
	return FALSE;
}

static gboolean check_is_livepatch(const kv_elf *elf, GError **error)
{
	if (kv_elf_type(elf) != ET_REL)
		return refuse(
			elf,
			"is no kernel module but a linked file; give a livepatch module (.ko) "
			"here and a vmlinux with --kernel",
			error);
	if (kv_kpatch_recognise(elf) || kv_klp_build_recognise(elf) || kv_enable_is_called(elf))
		return TRUE;
	if (kv_elf_symbol_count(elf) == 0) {
		/* The kernel refuses it as well: "module has no symbols (stripped?)". */
		g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
			    "%s: it has no symbol table (strip --strip-all?), so that neither the "
			    "kernel nor klpvet can use it; give the module as it was built",
			    kv_file_path(kv_elf_file(elf)));
		return FALSE;
	}
	if (kv_elf_modinfo(elf, "livepatch"))
		return refuse(elf,
			      "is marked as a livepatch but enables none: it calls neither "
			      "klp_enable_patch() nor klp_register_patch(), and has no tables of "
			      "kpatch-build (.kpatch.funcs) or klp-build (.init.klp_objects)",
			      error);
	return refuse(elf,
		      "is no livepatch module: it calls neither klp_enable_patch() nor "
		      "klp_register_patch(), and has no tables of kpatch-build (.kpatch.funcs) or "
		      "klp-build (.init.klp_objects)",
		      error);
}

static gboolean read_patch(const kv_elf *elf, kv_memory *memory, const kv_index *kernel,
			   kv_livepatch *livepatch, GError **error)
{
	if (kv_kpatch_recognise(elf))
		return kv_kpatch_read(memory, kernel, livepatch, error);
	if (kv_klp_build_recognise(elf))
		return kv_klp_build_read(memory, kernel, livepatch, error);
	kv_module_read(memory, kernel, livepatch);
	return TRUE;
}

kv_livepatch *kv_livepatch_read(kv_file *file, const kv_index *kernel, GError **error)
{
	g_autoptr(kv_elf) elf = kv_elf_open(file, error);

	if (!elf || !check_is_livepatch(elf, error))
		return NULL;

	g_autoptr(kv_memory) memory = kv_memory_new(elf, error);

	if (!memory)
		return NULL;

	g_autoptr(kv_livepatch) livepatch = kv_livepatch_new(kv_file_path(file));

	read_modinfo(elf, livepatch);
	kv_livepatch_read_relocations(elf, livepatch);
	kv_livepatch_read_imports(elf, livepatch);
	if (!read_patch(elf, memory, kernel, livepatch, error))
		return NULL;
	kv_livepatch_read_code(memory, livepatch);
	kv_livepatch_read_signatures(elf, livepatch);
	return g_steal_pointer(&livepatch);
}
