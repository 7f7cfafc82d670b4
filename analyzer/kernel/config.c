/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/config.h"

#include <string.h>

#include "base/error.h"
#include "base/unpack.h"
#include "elf/elf.h"
#include "kernel/lines.h"

/* A configuration has some 10,000 lines; anything near this is none. */
#define CONFIG_SIZE_MAX (UINT64_C(64) << 20)

struct kv_config {
	GHashTable *values; /* option -> value; options that are not set are left out */
};

void kv_config_free(kv_config *config)
{
	if (!config)
		return;
	g_hash_table_unref(config->values);
	g_free(config);
}

/*
 * Splits a line into the option and what it is set to: "n" for "# CONFIG_X is not set". False when
 * it is no statement about an option.
 */
static bool split_line(const char *line, char **option, char **value)
{
	static const char comment[] = "# ", unset[] = " is not set";
	bool is_comment = g_str_has_prefix(line, comment);
	const char *start = is_comment ? line + strlen(comment) : line;
	size_t length = strcspn(start, " =");
	const char *rest = start + length;

	if (!g_str_has_prefix(start, "CONFIG_") ||
	    (is_comment ? strcmp(rest, unset) != 0 : *rest != '='))
		return false;
	*option = g_strndup(start, length);
	*value = g_strdup(is_comment ? "n" : rest + 1);
	return true;
}

/* Takes in one line; false when it is no statement about an option. */
static bool read_line(GHashTable *values, const char *line, size_t length)
{
	g_autofree char *text = NULL, *option = NULL, *value = NULL;

	/* Most lines of a configuration say something, the others are not worth a copy. */
	if (length == 0 || (*line != 'C' && *line != '#'))
		return false;
	text = g_strndup(line, line[length - 1] == '\r' ? length - 1 : length);
	if (!split_line(text, &option, &value))
		return false;

	/* The last statement holds, as in scripts/kconfig/confdata.c. */
	if (strcmp(value, "n") == 0)
		g_hash_table_remove(values, option);
	else
		g_hash_table_replace(values, g_steal_pointer(&option), g_steal_pointer(&value));
	return true;
}

kv_config *kv_config_read(const kv_file *file, GError **error)
{
	g_autoptr(GHashTable) values =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	kv_lines lines = kv_lines_of(file);
	kv_config *config;
	const char *line;
	size_t length;
	bool any = false;

	if (kv_file_size(file) <= CONFIG_SIZE_MAX) {
		while (kv_lines_take(&lines, &line, &length))
			any |= read_line(values, line, length);
	}
	if (!any) {
		g_set_error(
			error, KV_ERROR, KV_ERROR_INPUT,
			"%s: not a kernel configuration: expected lines like CONFIG_LIVEPATCH=y "
			"or # CONFIG_X is not set",
			kv_file_path(file));
		return NULL;
	}
	config = g_new0(kv_config, 1);
	config->values = g_steal_pointer(&values);
	return config;
}

kv_config *kv_config_embedded(kv_file *image)
{
	g_autoptr(kv_elf) elf = kv_elf_open(image, NULL);
	const kv_elf_section *section = elf ? kv_elf_section_named(elf, ".rodata") : NULL;
	const uint8_t *bytes = section ? kv_elf_section_bytes(elf, section) : NULL;
	const uint8_t *start, *end;
	g_autofree uint8_t *text = NULL;
	g_autoptr(kv_file) file = NULL;
	size_t size;

	if (!bytes)
		return NULL;
	start = memmem(bytes, section->size, "IKCFG_ST", 8);
	if (!start)
		return NULL;
	start += 8;
	end = memmem(start, section->size - (size_t)(start - bytes), "IKCFG_ED", 8);
	if (!end)
		return NULL;
	text = kv_unpack(KV_PACKING_GZIP, start, (size_t)(end - start), CONFIG_SIZE_MAX,
			 kv_file_path(image), &size, NULL);
	if (!text)
		return NULL;
	file = kv_file_from_memory(kv_file_path(image), text, size);
	return kv_config_read(file, NULL);
}

kv_fact kv_config_get(const kv_config *config, const char *option, const char **value)
{
	const char *found = g_hash_table_lookup(config->values, option);

	if (value)
		*value = found;
	return kv_fact_from_bool(found != NULL);
}
