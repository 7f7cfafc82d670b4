/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/config.h"

#include <string.h>

#include "base/error.h"
#include "base/unpack.h"
#include "elf/elf.h"
#include "kernel/lines.h"

/* A configuration has some 10,000 lines; anything near this is none. */
#define CONFIG_SIZE_MAX (UINT64_C(64) << 20)

/*
 * Few of its options are ever asked for, and klpvet func is to answer at once: the text is searched
 * for each instead of being taken apart.
 */
struct kv_config {
	char *text;
	size_t size;
	GHashTable *asked; /* option -> value, NULL: not set */
};

/* What one line says about an option; no string of it is NUL-terminated. */
typedef struct {
	const char *option, *value;
	size_t option_length, value_length;
} statement;

void kv_config_free(kv_config *config)
{
	if (!config)
		return;
	g_hash_table_unref(config->asked);
	g_free(config->text);
	g_free(config);
}

static bool is_text(const char *start, const char *end, const char *text)
{
	size_t length = strlen(text);

	return (size_t)(end - start) == length && memcmp(start, text, length) == 0;
}

static bool begins_with(const char *start, const char *end, const char *text)
{
	size_t length = strlen(text);

	return (size_t)(end - start) >= length && memcmp(start, text, length) == 0;
}

/* Takes a line apart; the value of "# CONFIG_X is not set" is "n". */
static bool split_line(const char *line, size_t length, statement *found)
{
	static const char comment[] = "# ";
	const char *end = line + length, *start = line, *rest;
	bool is_comment = begins_with(line, end, comment);

	if (end > line && end[-1] == '\r')
		end--;
	if (is_comment)
		start += strlen(comment);
	if (!begins_with(start, end, "CONFIG_"))
		return false;
	for (rest = start; rest < end && *rest != ' ' && *rest != '='; rest++)
		;
	if (is_comment ? !is_text(rest, end, " is not set") : rest == end || *rest != '=')
		return false;
	*found = (statement){
		.option = start,
		.option_length = (size_t)(rest - start),
		.value = is_comment ? "n" : rest + 1,
		.value_length = is_comment ? 1 : (size_t)(end - rest - 1),
	};
	return true;
}

static bool has_statement(const kv_file *file)
{
	kv_lines lines = kv_lines_of(file);
	statement found;
	const char *line;
	size_t length;

	while (kv_lines_take(&lines, &line, &length)) {
		if (split_line(line, length, &found))
			return true;
	}
	return false;
}

kv_config *kv_config_read(const kv_file *file, GError **error)
{
	kv_config *config;

	if (kv_file_size(file) > CONFIG_SIZE_MAX || !has_statement(file)) {
		g_set_error(
			error, KV_ERROR, KV_ERROR_INPUT,
			"%s: not a kernel configuration: expected lines like CONFIG_LIVEPATCH=y "
			"or # CONFIG_X is not set",
			kv_file_path(file));
		return NULL;
	}
	config = g_new0(kv_config, 1);
	config->size = kv_file_size(file);
	config->text = g_memdup2(kv_file_data(file), config->size);
	config->asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
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

/* The line around @place of @text, which ends at @end; @length gets how long it is. */
static const char *line_around(const char *text, const char *end, const char *place, size_t *length)
{
	const char *before = memrchr(text, '\n', (size_t)(place - text));
	const char *start = before ? before + 1 : text;
	const char *newline = memchr(place, '\n', (size_t)(end - place));

	*length = (size_t)((newline ? newline : end) - start);
	return start;
}

/* What @option is set to, NULL when it is not; free with g_free(). */
static char *search(const kv_config *config, const char *option)
{
	const char *end = config->text + config->size, *place = config->text;
	statement last = {.value = "n", .value_length = 1};

	/* The last statement holds, as in scripts/kconfig/confdata.c. */
	while ((place = memmem(place, (size_t)(end - place), option, strlen(option)))) {
		statement found;
		size_t length;
		const char *line = line_around(config->text, end, place, &length);

		if (split_line(line, length, &found) && found.option == place &&
		    is_text(found.option, found.option + found.option_length, option))
			last = found;
		place += strlen(option);
	}
	if (is_text(last.value, last.value + last.value_length, "n"))
		return NULL;
	return g_strndup(last.value, last.value_length);
}

kv_fact kv_config_get(const kv_config *config, const char *option, const char **value)
{
	char *found;

	if (!g_hash_table_contains(config->asked, option))
		g_hash_table_insert(config->asked, g_strdup(option), search(config, option));
	found = g_hash_table_lookup(config->asked, option);
	if (value)
		*value = found;
	return kv_fact_from_bool(found != NULL);
}
